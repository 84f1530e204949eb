import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable, oneOf, patchOf, readOnly, ref } from '../../platform/http/schema.ts'
import { DATE_PATTERN } from './fields/dates.ts'
import { PRIORITIES } from './fields/priorities.ts'
import { STATUS_SPELLINGS, STATUSES } from './fields/statuses.ts'

const Uid = Type.String({
  format: 'uuid',
  description: 'Chosen by the client or by us. Creating twice with one uid gives the same task.',
  examples: ['01999f3b-7f6a-7cc4-a1f2-5b1c2d3e4f50'],
})
const Title = Type.String({ minLength: 1, maxLength: 255, pattern: '\\S', description: 'This may not be blank.' })
const Description = Type.String({ maxLength: 65_536, description: 'Markdown, up to 64 KiB.' })
const DueDate = Type.String({
  pattern: DATE_PATTERN,
  description: 'This must be a date like 2026-12-01, or an instant like 2026-12-01T09:00:00Z.',
  examples: ['2026-12-01', '2026-12-01T09:00:00Z'],
})
const Position = Type.Number({
  minimum: -1e15,
  maximum: 1e15,
  description: 'Where it stands in a list sorted by hand.',
})

export const Task = named(
  'Task',
  closed({
    id: Id,
    uid: Uid,
    title: Type.String({ examples: ['Water the tomatoes'] }),
    description: Type.String({ examples: ['Before **noon**.'] }),
    status: oneOf(STATUSES),
    completed: Type.Boolean({ description: 'Whether the status is completed.', examples: [false] }),
    completed_at: nullable({ ...Instant, examples: [null] }),
    priority: oneOf(PRIORITIES),
    due_date: nullable(Type.String({ description: 'A plain date, or an instant in UTC.', examples: ['2026-12-01'] })),
    start_date: nullable(Type.String({ examples: ['2026-11-30'] })),
    project: nullable(Id),
    category: nullable(Id),
    assigned_to: nullable(Id),
    created_by: nullable(Id),
    position: Type.Number(),
    version: Type.Integer(),
    created_at: Instant,
    updated_at: Instant,
  }),
)
export type Task = Static<typeof Task>

const writable = {
  title: Title,
  description: Type.Optional(Description),
  status: Type.Optional(
    oneOf(STATUS_SPELLINGS, { description: `Answered as one of ${STATUSES.join(', ')}.`, examples: ['pending'] }),
  ),
  completed: Type.Optional(Type.Boolean({ description: 'Another way to say status completed, or pending.' })),
  priority: Type.Optional(oneOf(PRIORITIES)),
  due_date: Type.Optional(nullable(DueDate)),
  start_date: Type.Optional(nullable(DueDate)),
  project: Type.Optional(nullable({ ...Id, description: 'A project that you may edit; null for a private task.' })),
  category: Type.Optional(nullable({ ...Id, description: 'A category of the project, or of your own.' })),
  assigned_to: Type.Optional(nullable({ ...Id, description: 'Somebody you share a project with, or yourself.' })),
  position: Type.Optional(Position),
}
const unwritable = readOnly('id', 'completed_at', 'created_by', 'version', 'created_at', 'updated_at')

export const NewTask = named(
  'NewTask',
  closed(
    { uid: Type.Optional(Uid), ...writable, ...unwritable },
    { examples: [{ title: 'Water the tomatoes', priority: 'high', due_date: '2026-12-01' }] },
  ),
)
export const TaskReplacement = named(
  'TaskReplacement',
  closed(
    { ...writable, ...readOnly('uid'), ...unwritable },
    { description: 'Fields that are left out get their defaults.', examples: [{ title: 'Water the tomatoes' }] },
  ),
)
export const TaskPatch = named(
  'TaskPatch',
  patchOf(TaskReplacement, {
    description: 'A JSON Merge Patch (RFC 7396): a field left out stays as it is, null clears.',
    examples: [{ status: 'in_progress' }],
  }),
)

/** What a client may say of a task. */
export type TaskInput = Partial<Pick<Static<typeof NewTask>, keyof typeof writable>>

const bulkVersion = {
  version: Type.Optional(Type.Integer({ description: 'Refused with 412 if not the current one.' })),
}
const operation = (op: string, name: string, properties: Parameters<typeof closed>[0]) =>
  named(name, closed({ op: Type.Literal(op), ...properties }))

export const bulkOperations = [
  operation('create', 'BulkCreate', { task: ref(NewTask) }),
  operation('update', 'BulkUpdate', { id: Id, task: ref(TaskPatch), ...bulkVersion }),
  operation('complete', 'BulkComplete', { id: Id, ...bulkVersion }),
  operation('delete', 'BulkDelete', { id: Id, ...bulkVersion }),
]

export const BulkRequest = named(
  'BulkRequest',
  closed(
    {
      mode: Type.Optional(
        oneOf(['all', 'each'], {
          description: 'all: every operation or none (the default); each: every one by itself.',
        }),
      ),
      operations: Type.Array(
        Type.Unsafe<BulkOperation>({
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
export type BulkOperation =
  | { op: 'create'; task: TaskInput & { uid?: string } }
  | { op: 'update'; id: number; task: TaskInput; version?: number }
  | { op: 'complete'; id: number; version?: number }
  | { op: 'delete'; id: number; version?: number }

export const BulkAnswer = named(
  'BulkAnswer',
  closed({
    results: Type.Array(
      closed({
        op: Type.String({ examples: ['create'] }),
        status: Type.Integer({
          examples: [201],
          description: 'The status that the operation would have had as a request of its own.',
        }),
        task: Type.Optional(Type.Unsafe<Task>({ $ref: 'Task#' })),
        problem: Type.Optional(Type.Unsafe<object>({ $ref: 'Problem#' })),
      }),
    ),
  }),
)

export const Activity = named(
  'Activity',
  closed({
    id: Id,
    type: Type.String({ examples: ['task.completed'] }),
    actor: Type.Unsafe<{ id: number; username: string | null; display_name: string } | null>({
      type: ['object', 'null'],
      description: 'Who did it; null when the account is gone, or when nobody did.',
      properties: {
        id: { type: 'integer' },
        username: { type: ['string', 'null'] },
        display_name: { type: 'string' },
      },
      required: ['id', 'username', 'display_name'],
      additionalProperties: false,
    }),
    changes: Type.Unsafe<Record<string, { from: unknown; to: unknown }>>({
      type: 'object',
      description: 'The fields that changed, each with its old and new value.',
      additionalProperties: {
        type: 'object',
        properties: { from: {}, to: {} },
        required: ['from', 'to'],
        additionalProperties: false,
      },
      examples: [{ status: { from: 'pending', to: 'completed' } }],
    }),
    happened_at: Instant,
  }),
)
export type Activity = Static<typeof Activity>
