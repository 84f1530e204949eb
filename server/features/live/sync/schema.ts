import { type Static, Type } from 'typebox'
import { closed, Id, named, oneOf } from '../../../platform/http/schema.ts'
import type { Kind } from './sources.ts'

export type SyncChange = Static<ReturnType<typeof syncChangeOf>>

export const syncChangeOf = (kinds: readonly Kind[]) =>
  named(
    'SyncChange',
    closed(
      {
        kind: oneOf('SyncKind', kinds),
        id: { ...Id, description: 'The id of the resource; of a member, the id of the user.' },
        project: Type.Optional({ ...Id, description: 'The project of a member. Other kinds do not have it.' }),
        op: oneOf('SyncOp', ['upsert', 'delete'], {
          description: '`upsert`: the resource is new or changed. `delete`: it is deleted, or no longer visible.',
        }),
        data: Type.Optional(
          Type.Unsafe<object>({
            type: 'object',
            additionalProperties: true,
            description: 'With `upsert`: the resource as its own GET route returns it (an account as a User).',
          }),
        ),
      },
      { examples: [{ kind: 'task', id: 7, op: 'delete' }] },
    ),
  )

export const SyncPage = named(
  'SyncPage',
  closed({
    changes: Type.Array(Type.Unsafe<SyncChange>({ $ref: 'SyncChange#' })),
    cursor: Type.String({ description: 'Send it with the next request.' }),
    has_more: Type.Boolean({ description: 'Whether to send the next request at once.' }),
    reset: Type.Optional(
      Type.Boolean({ description: 'When true, discard everything before you apply these changes.' }),
    ),
    position: Type.Integer({
      minimum: 0,
      description: 'The position to connect to live updates with, once `has_more` is false.',
    }),
  }),
)
