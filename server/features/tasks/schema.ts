import { type Static, Type } from 'typebox'
import { EVENT_TYPES, eventShape, eventShapes, noChanges } from '../../events/event-shapes.ts'
import { DATE_PATTERN } from '../../platform/http/requests/dates.ts'
import {
  closed,
  DateOrInstant,
  documentedAs,
  Id,
  Instant,
  named,
  notBlank,
  nullable,
  patchOf,
  ReadVersion,
  readOnly,
  Uid,
  withRule,
} from '../../platform/http/schema.ts'
import { PrioritySchema } from './fields/priorities.ts'
import { STATUS_SPELLINGS, StatusSchema } from './fields/statuses.ts'
import { LARGEST_POSITION } from './order/ranks.ts'

export const LONGEST_TITLE = 255
const Title = notBlank(LONGEST_TITLE)
const Description = Type.String({ maxLength: 65_536, description: 'Markdown, up to 64 KiB.' })
const DueDate = documentedAs(
  Type.String({
    pattern: DATE_PATTERN,
    description: 'This must be a date like 2026-12-01 or a time like 2026-12-01T09:00:00Z.',
    examples: ['2026-12-01', '2026-12-01T09:00:00Z'],
  }),
  DateOrInstant,
)
const Position = Type.Number({
  minimum: -LARGEST_POSITION,
  maximum: LARGEST_POSITION,
  description: 'The position in the manual order; null moves it to the end. Prefer `POST …/move`.',
})

const taskFields = {
  id: Id,
  uid: Uid,
  title: Type.String({ examples: ['Water the tomatoes'] }),
  description: Type.String({ examples: ['Before **noon**.'] }),
  status: StatusSchema,
  completed: Type.Boolean({ description: 'Whether the status is completed.', examples: [false] }),
  completed_at: nullable({ ...Instant, examples: [null] }),
  priority: PrioritySchema,
  due_date: nullable(DateOrInstant),
  start_date: nullable({ ...DateOrInstant, examples: ['2026-11-30'] }),
  project: nullable(Id),
  category: nullable(Id),
  assigned_to: nullable(Id),
  created_by: nullable(Id),
  position: Type.Number({ description: 'The position as a number. Several tasks may have the same one.' }),
  rank: Type.String({
    description: 'The rank in the manual order. Ranks sort bytewise and are unique in a list.',
    examples: ['6cgh1m1qnqio00hq2lb8n0g3k1a9z'],
  }),
  version: Type.Integer(),
  created_at: Instant,
  updated_at: Instant,
}

export const Task = named('Task', closed(taskFields))
export type Task = Static<typeof Task>

/** A single task, as a request for it returns it. */
export const TaskWithIncluded = named(
  'TaskWithIncluded',
  closed({ ...taskFields, included: Type.Optional(Type.Unsafe<object>({ $ref: 'Included#' })) }),
)

const writable = {
  title: Title,
  description: Type.Optional(nullable(Description)),
  status: Type.Optional(
    nullable(documentedAs(Type.Unsafe<string>({ type: 'string', enum: STATUS_SPELLINGS }), StatusSchema)),
  ),
  completed: Type.Optional(
    nullable(
      Type.Boolean({
        description:
          'A shorthand: true sets the status `completed`; false sets `pending` if the task was completed, and otherwise ' +
          'changes nothing.',
      }),
    ),
  ),
  priority: Type.Optional(nullable(PrioritySchema)),
  due_date: Type.Optional(nullable(DueDate)),
  start_date: Type.Optional(nullable(DueDate)),
  project: Type.Optional(
    nullable({ ...Id, description: 'The id of a project that the user can edit; null for a private task.' }),
  ),
  category: Type.Optional(
    nullable({
      ...Id,
      description: 'The id of a category of the project, or of a private category for a private task.',
    }),
  ),
  assigned_to: Type.Optional(
    nullable({ ...Id, description: 'The id of the assignee, who shares a project with the user, or the user.' }),
  ),
  position: Type.Optional(nullable(Position)),
}
const unwritable = readOnly(
  TaskWithIncluded,
  'id',
  'included',
  'completed_at',
  'created_by',
  'rank',
  'created_at',
  'updated_at',
)

const bothAre = (completed: object, status: object) => ({
  required: ['completed', 'status'],
  properties: { completed, status },
})
/** In a new task, `status` and `completed` must agree if both are given. */
const noContradiction = {
  not: {
    anyOf: [
      bothAre({ enum: [true] }, { not: { enum: ['completed'] } }),
      bothAre({ enum: [false, null] }, { enum: ['completed'] }),
    ],
  },
}

export const NewTask = named(
  'NewTask',
  withRule(
    closed(
      { uid: Type.Optional(Uid), ...writable, ...unwritable, ...readOnly(Task, 'version') },
      { examples: [{ title: 'Water the tomatoes', priority: 'high', due_date: '2026-12-01' }] },
    ),
    noContradiction,
  ),
)
export const TaskReplacement = named(
  'TaskReplacement',
  closed(
    { ...writable, version: Type.Optional(ReadVersion), ...readOnly(Task, 'uid'), ...unwritable },
    { description: 'Fields that are left out are set to their defaults.', examples: [{ title: 'Water the tomatoes' }] },
  ),
)
export const TaskPatch = named(
  'TaskPatch',
  patchOf(TaskReplacement, {
    description: 'A JSON Merge Patch (RFC 7396): fields that are left out stay unchanged, null clears a field.',
    examples: [{ status: 'in_progress' }],
  }),
)

/** The fields of a task that a client may set. */
export type TaskInput = Partial<Pick<Static<typeof NewTask>, keyof typeof writable>>

const Actor = Type.Unsafe<{ id: number; username: string | null; display_name: string } | null>({
  title: 'Actor',
  type: ['object', 'null'],
  description: 'The user who caused the event; null for deleted users and for the system.',
  properties: {
    id: { type: 'integer' },
    username: { type: ['string', 'null'] },
    display_name: { type: 'string' },
  },
  required: ['id', 'username', 'display_name'],
  additionalProperties: false,
})
const aboutActivity = { id: Id, actor: Actor, happened_at: Instant }

const shapes = eventShapes(
  'Activity',
  EVENT_TYPES.filter((type) => type.startsWith('task.')),
  aboutActivity,
)

export const Activity = named(
  'Activity',
  documentedAs(
    closed({
      ...aboutActivity,
      type: Type.String(),
      changes: Type.Record(Type.String(), closed({ from: Type.Unknown(), to: Type.Unknown() })),
    }),
    {
      ...shapes,
      // For a user who could not see the task for a while.
      oneOf: [...shapes.oneOf, eventShape('Activity', 'task.left', aboutActivity, noChanges)],
    },
  ),
)
export type Activity = Static<typeof Activity>
