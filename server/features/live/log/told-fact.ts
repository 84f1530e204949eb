import type { Selectable } from 'kysely'
import { withoutPast } from '../../../access/fact-views.ts'
import type { FactType } from '../../../events/catalog.ts'
import { type Message, messageOf } from '../../../platform/realtime/message.ts'
import type { Tables } from '../../../tables/tables.ts'

type Columns =
  | ('id' | 'actor_id' | 'project_id' | 'audience' | 'former_audience' | 'new_audience')
  | ('subject_id' | 'changes' | 'happened_at')

/** A fact of the log, parsed once, with what is told of it, written out once for all who get it. */
export type ToldFact = Pick<Selectable<Tables['facts']>, Columns> & {
  type: FactType
  /** To those who may see the thing. */
  whole(): Message
  /** To those who could not see the task before: nothing of how it was. */
  entered(): Message
  /** To those who could see the task until this fact: that it is gone, and nothing else. */
  left(): Message
}

export function toldFact(row: Pick<Selectable<Tables['facts']>, Columns> & { type: string }): ToldFact {
  const { id, type, actor_id, project_id, subject_id, changes, happened_at } = row
  const about = { position: id, id, actor: actor_id, subject: subject_id, happened_at }
  let whole: Message | undefined
  let entered: Message | undefined
  let left: Message | undefined
  return {
    ...row,
    type: type as FactType,
    whole: () => {
      whole ??= messageOf({ type, ...about, project: project_id, changes }, id)
      return whole
    },
    entered: () => {
      entered ??= messageOf({ type, ...about, project: project_id, changes: withoutPast(changes) }, id)
      return entered
    },
    left: () => {
      left ??= messageOf({ type: 'task.left', ...about, project: null, changes: {} }, id)
      return left
    },
  }
}
