import { type Static, type TSchema, Type } from 'typebox'
import type { RowActions } from '../../access/row-actions.ts'
import { closed, Id, Instant, named, nullable, oneOf, withRule } from '../../platform/http/schema.ts'

/** The actions of each list, by the name of its resource. */
export type Targets = Readonly<Record<string, RowActions>>

/** The maximum number of rows of one action. */
export const MAX_ROWS = 50_000

export const AdminActionState = oneOf('AdminActionState', ['waiting', 'running', 'done', 'cancelled', 'stopped'], {
  description:
    '`stopped`: the administrator who requested it was deactivated, deleted or demoted meanwhile, so the remaining rows ' +
    'are not changed.',
})

const Failure = closed(
  {
    id: { ...Id, description: 'The id of the row.' },
    code: Type.String({ description: 'The error code, as for a single request.', examples: ['user.last_admin'] }),
    detail: Type.String({ description: 'What went wrong, for people.' }),
  },
  { title: 'AdminActionFailure' },
)

export const AdminAction = named(
  'AdminAction',
  closed({
    id: Id,
    resource: Type.String({ examples: ['tasks'] }),
    action: Type.String({ examples: ['complete'] }),
    filter: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'The filter that chose the rows when the action was requested.',
    }),
    value: nullable(
      Type.String({
        description: 'What the action sets: a role, or the id of a project; null for actions that set nothing.',
        examples: ['auditor'],
      }),
    ),
    requested_by: nullable({ ...Id, description: 'The administrator; null once the account is deleted.' }),
    state: AdminActionState,
    total: Type.Integer({ description: 'The number of rows.', examples: [1250] }),
    done: Type.Integer({ description: 'The number of rows for which the action succeeded.', examples: [400] }),
    failed: Type.Integer({ description: 'The number of rows for which it failed.', examples: [1] }),
    failures: Type.Array(Failure, { description: 'The first 100 failures.' }),
    created_at: Instant,
    started_at: nullable(Instant),
    finished_at: nullable(Instant),
  }),
)
export type AdminAction = Static<typeof AdminAction>

export type NewAdminAction = {
  resource: string
  action: string
  filter?: Record<string, unknown>
  value?: string | number
  expected_count?: number
}

/** The requests of each resource. */
export const requestsOf = (targets: Targets): TSchema[] =>
  Object.entries(targets).map(([resource, target]) => requestOf(resource, target))

function requestOf(resource: string, { filter, actions }: RowActions): TSchema {
  const name = `${resource[0]?.toUpperCase()}${resource.slice(1)}`
  const names = Object.keys(actions)
  const [withValue, { value }] = Object.entries(actions).find(([, { value }]) => value) ?? [undefined, {}]
  const shape = closed({
    resource: Type.Literal(resource),
    action: oneOf(`${name}Action`, names, { description: 'What happens to each of the rows.' }),
    filter: Type.Optional(
      closed(filter, {
        title: `${name}Filter`,
        description: 'The list’s filter parameters. If empty, the action applies to everything in the list.',
      }),
    ),
    ...(value && { value: Type.Optional(value) }),
    expected_count: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The number of rows that the administrator confirmed. The request fails if more rows match.',
      }),
    ),
  })
  const request = withValue ? withRule(shape, valueWhere(withValue)) : shape
  return named(`New${name}Action`, request)
}

// Written with `not`, like the rules of platform/http/schema.ts.
const valueWhere = (action: string) => ({
  not: {
    anyOf: [
      { properties: { action: { enum: [action] } }, not: { required: ['value'] } },
      { properties: { action: { not: { enum: [action] } } }, required: ['value'] },
    ],
  },
})
