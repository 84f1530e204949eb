import type { Selectable } from 'kysely'
import { withoutOldValues } from '../../../access/event-views.ts'
import type { EventType } from '../../../events/catalog.ts'
import { type Message, messageOf } from '../../../platform/realtime/message.ts'
import type { Tables } from '../../../tables/tables.ts'

type Columns =
  | ('id' | 'actor_id' | 'project_id' | 'audience' | 'former_audience' | 'new_audience')
  | ('subject_id' | 'changes' | 'happened_at')

/** An event of the log, parsed once, with its messages serialised once for all recipients. */
export type EventMessage = Pick<Selectable<Tables['events']>, Columns> & {
  type: EventType
  /** For users who may see the subject. */
  whole(): Message
  /** For users who could not see the task before: without its previous values. */
  entered(): Message
  /** For users who could see the task until this event: only that it is gone. */
  left(): Message
}

export function eventMessage(row: Pick<Selectable<Tables['events']>, Columns> & { type: string }): EventMessage {
  const { id, type, actor_id, project_id, subject_id, changes, happened_at } = row
  const about = { position: id, id, actor: actor_id, subject: subject_id, happened_at }
  let whole: Message | undefined
  let entered: Message | undefined
  let left: Message | undefined
  return {
    ...row,
    type: type as EventType,
    whole: () => {
      whole ??= messageOf({ type, ...about, project: project_id, changes }, id)
      return whole
    },
    entered: () => {
      entered ??= messageOf({ type, ...about, project: project_id, changes: withoutOldValues(changes) }, id)
      return entered
    },
    left: () => {
      left ??= messageOf({ type: 'task.left', ...about, project: null, changes: {} }, id)
      return left
    },
  }
}
