import { Type } from 'typebox'
import { requireAdmin } from '../../access/rights.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { idsFrom, idsParameter } from '../../platform/http/responses/comma-lists.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../platform/http/responses/lists.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, Id } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import * as queries from './queries.ts'
import { UserProfile } from './schema.ts'

const UserProfilePage = pageOf(UserProfile)
const tags = ['profile']

const SORTABLE = { user_id: { column: 'profiles.user_id' } }

const filterParameters = {
  ...idsParameter,
  user_id: Type.Optional({ ...Id, description: 'Only the profile of this user.' }),
  timezone: Type.Optional(
    Type.String({
      maxLength: 64,
      pattern: '^[\\w/+:-]+$',
      description: 'Only users in this time zone.',
      examples: ['Europe/Berlin'],
    }),
  ),
  locale: Type.Optional(
    Type.String({
      maxLength: 35,
      pattern: '^[\\w-]+$',
      description: 'Only users with this language.',
      examples: ['de-DE'],
    }),
  ),
}

/** The profiles of all users, for administrators. */
export function allProfiles(app: HttpServer): void {
  for (const shape of [UserProfile, UserProfilePage]) app.addSchema(shape)
  listUserProfilesRoute(app)
  readUserProfileRoute(app)
}

function listUserProfilesRoute(app: HttpServer): void {
  app.get(
    '/api/admin/profiles',
    {
      schema: {
        tags,
        operationId: 'listUserProfiles',
        summary: 'List the profiles of all users',
        description: 'Users change their profile themselves. Administrators only.',
        querystring: closed({ ...filterParameters, ...orderingParameter(Object.keys(SORTABLE)), ...pageParameters }),
        response: responses(
          { 200: response(UserProfilePage, 'A page of profiles, the newest account first.') },
          401,
          403,
          404,
        ),
      },
    },
    async (request) => {
      const { db, viewer, query } = request
      requireAdmin(viewer)
      const list = listRequest(request, { sortable: SORTABLE, fallback: '-user_id', unique: 'profiles.user_id' })
      const { user_id: userId, timezone, locale } = query
      const filter = { ids: idsFrom(query), userId, timezone, locale }
      return readPage(list, {
        rows: (slice) => queries.listAllProfiles(db, filter, slice),
        count: (limit) => queries.countAllProfiles(db, filter, limit),
        present: (profile) => profile,
      })
    },
  )
}

function readUserProfileRoute(app: HttpServer): void {
  app.get(
    '/api/admin/profiles/:id',
    {
      schema: {
        tags,
        operationId: 'readUserProfile',
        summary: 'Get the profile of any user',
        description: 'Administrators only.',
        params: closed({ id: { ...Id, description: 'The id of the user.' } }),
        response: responses({ 200: response(UserProfile, 'The profile.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }) => {
      requireAdmin(viewer)
      const profile = await queries.findAnyProfile(db, params.id)
      if (!profile) throw notFound('user')
      return profile
    },
  )
}
