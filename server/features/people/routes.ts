import { Type } from 'typebox'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { isStorable, UNSTORABLE } from '../../platform/http/requests/json-body.ts'
import type { AttemptLimit } from '../../platform/http/requests/rate-limit.ts'
import { idsFrom, idsParameter } from '../../platform/http/responses/comma-lists.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams } from '../../platform/http/schema.ts'
import { invalidField, notFound } from '../../platform/problem.ts'
import { queryWords } from '../../platform/text/search-words.ts'
import { findPeople, searchPeople } from './queries.ts'
import { Person, PersonList } from './schema.ts'

const tags = ['people']
const MAX_WORDS = 5

const PeopleQuery = closed({
  q: Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'Search words; each matches the beginning of a word in the username or display name.',
      examples: ['ann'],
    }),
  ),
  ...idsParameter,
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 50, description: 'The maximum number of results. Defaults to 20.' }),
  ),
})

/** The accounts that a user may find, with the fields visible to others. */
export function people(app: HttpServer, options: { searches: AttemptLimit }): void {
  for (const shape of [Person, PersonList]) app.addSchema(shape)
  listPeopleRoute(app, options)
  readPersonRoute(app)
}

function listPeopleRoute(app: HttpServer, { searches }: { searches: AttemptLimit }): void {
  app.get(
    '/api/people',
    {
      schema: {
        tags,
        operationId: 'listPeople',
        summary: 'Search people by name',
        description:
          'Active accounts whose username or display name has words that begin with those of `q`. With ' +
          '`PEOPLE=shared`, only people who share a project with you.',
        querystring: PeopleQuery,
        response: responses({ 200: response(PersonList, 'The people found.') }, 401),
      },
    },
    async (request, reply) => {
      const { db, viewer, query } = request
      const { q = '', limit = 20 } = query
      const ids = idsFrom(query)
      if (ids && q) throw invalidField('/ids', 'Send either `ids` or `q`.')
      if (ids) return { results: await findPeople(db, viewer, ids), has_more: false }
      await searches(request, reply, String(viewer.id))
      if (!isStorable(q)) throw invalidField('/q', UNSTORABLE)
      const words = queryWords(q).slice(0, MAX_WORDS)
      if (q.trim() && words.length === 0) return { results: [], has_more: false }
      const found = await searchPeople(db, viewer, words, limit + 1)
      return { results: found.slice(0, limit), has_more: found.length > limit }
    },
  )
}

function readPersonRoute(app: HttpServer): void {
  app.get(
    '/api/people/:id',
    {
      schema: {
        tags,
        operationId: 'readPerson',
        summary: 'Get a person',
        description:
          'Includes people who have left or were deactivated, if you can see a resource that they created or were assigned.',
        params: IdParams,
        response: responses({ 200: response(Person, 'The person.') }, 401, 404),
      },
    },
    async ({ db, viewer, params }) => {
      const [person] = await findPeople(db, viewer, [params.id])
      if (!person) throw notFound('person')
      return person
    },
  )
}
