import { Type } from 'typebox'
import {
  both,
  closed,
  exactlyOneOf,
  Id,
  named,
  oneOf,
  ReadVersion,
  ref,
  Uid,
  withRule,
} from '../../../platform/http/schema.ts'
import { type Destination, destination, oneDestination } from '../order/schema.ts'
import { NewTask, type Task, type TaskInput, TaskPatch } from '../schema.ts'

const target = {
  id: Type.Optional(Id),
  uid: Type.Optional({
    ...Uid,
    description: 'The uid of the task, instead of its id. An earlier operation can create the task.',
  }),
  version: Type.Optional(ReadVersion),
}
const oneTarget = exactlyOneOf('id', 'uid')
const operation = (op: string, name: string, properties: Parameters<typeof closed>[0], rule?: object) => {
  const shape = closed({ op: Type.Literal(op), ...properties })
  return named(name, rule ? withRule(shape, rule) : shape)
}

export const bulkOperations = [
  operation('create', 'BulkCreate', { task: ref(NewTask) }),
  operation('update', 'BulkUpdate', { ...target, task: ref(TaskPatch) }, oneTarget),
  operation('complete', 'BulkComplete', target, oneTarget),
  operation('reopen', 'BulkReopen', target, oneTarget),
  operation('move', 'BulkMove', { ...target, ...destination }, both(oneTarget, oneDestination)),
  operation('delete', 'BulkDelete', target, oneTarget),
]

export const BulkRequest = named(
  'BulkRequest',
  closed(
    {
      mode: Type.Optional(
        oneOf('BulkMode', ['all', 'each'], {
          description:
            '`all` (the default): the operations succeed or fail together. `each`: every operation succeeds or fails on its own.',
        }),
      ),
      operations: Type.Array(
        Type.Unsafe<BulkOperation>({
          title: 'BulkOperation',
          type: 'object',
          discriminator: { propertyName: 'op' },
          required: ['op'],
          oneOf: bulkOperations.map(ref),
        }),
        { minItems: 1, maxItems: 100 },
      ),
    },
    {
      examples: [
        {
          mode: 'each',
          operations: [
            { op: 'create', task: { title: 'Buy soil' } },
            { op: 'complete', id: 7 },
          ],
        },
      ],
    },
  ),
)
type Target = { id?: number; uid?: string; version?: number }
export type BulkChange = Target &
  (
    | { op: 'update'; task: TaskInput & { version?: number } }
    | { op: 'complete' }
    | { op: 'reopen' }
    | { op: 'delete' }
    | ({ op: 'move' } & Destination)
  )
export type BulkOperation = { op: 'create'; task: TaskInput & { uid?: string } } | BulkChange

const OneResult = closed(
  {
    op: oneOf('BulkOperationName', ['create', 'update', 'complete', 'reopen', 'move', 'delete']),
    status: Type.Integer({
      examples: [201],
      description: 'The HTTP status of the operation, as for a single request.',
    }),
    task: Type.Optional(Type.Unsafe<Task>({ $ref: 'Task#' })),
    problem: Type.Optional(Type.Unsafe<object>({ $ref: 'Problem#' })),
  },
  { title: 'BulkOperationResult' },
)
export const BulkResult = named('BulkResult', closed({ results: Type.Array(OneResult) }))
