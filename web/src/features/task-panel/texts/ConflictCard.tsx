import { type Change, diffLines, diffWordsWithSpace } from 'diff'
import { useMemo } from 'react'
import { useUser } from '../../../api/account.ts'
import { useWholeActivity } from '../../../api/activity.ts'
import { nameOf } from '../../../api/people.ts'
import type { Task } from '../../../api/schema.d.ts'
import type { TextField } from '../../../api/texts.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { useReading } from '../../../ui/time/reading.ts'
import { agoInWords } from '../../../ui/time/words.ts'
import css from './texts.module.css'
import type { DraftState } from './useDraft.ts'

type ConflictCardProps = { task: Task; field: TextField; draft: DraftState; theirs: string; onEdit(): void }

/** Two users have changed the same text: both versions, with the differences marked, and a choice. */
export function ConflictCard({ task, field, draft, theirs, onEdit }: ConflictCardProps) {
  const { conflict, activity } = useMessages()
  const { language } = useReading()
  const change = useLastChange(task, field)
  const name = change?.actor ? nameOf(change.actor) : activity.somebody
  const parts = useMemo(() => diffWordsWithSpace(theirs, draft.text), [theirs, draft.text])
  const when = change ? agoInWords(change.happened_at, language) : ''
  return (
    <section className={css.conflict} aria-label={conflict.title} role="alert">
      <p>
        <b>{conflict.changed(name, activity.fields[field])}</b> {conflict.choose}
      </p>
      <div className={css.versions}>
        <Version title={conflict.yours} parts={parts.filter(({ removed }) => !removed)} />
        <Version title={conflict.theirs(name, when)} parts={parts.filter(({ added }) => !added)} />
      </div>
      <div className={css.choices}>
        <Button kind="primary" onClick={draft.keepMine}>
          {conflict.keepMine}
        </Button>
        <Button onClick={draft.cancel}>{conflict.keepTheirs}</Button>
        <Button
          onClick={() => {
            draft.edit(bothOf(draft.text, theirs, field))
            onEdit()
          }}
        >
          {conflict.editBoth}
        </Button>
      </div>
    </section>
  )
}

function Version({ title, parts }: { title: string; parts: readonly Change[] }) {
  let at = 0
  const pieces = parts.map(({ value, added, removed }) => {
    at += value.length
    return added || removed ? <mark key={at}>{value}</mark> : <span key={at}>{value}</span>
  })
  return (
    <div className={css.version}>
      <h3>{title}</h3>
      <div dir="auto">{pieces}</div>
    </div>
  )
}

/** The last other user to change this field. */
function useLastChange({ id }: Task, field: TextField) {
  const own = useUser()?.id
  return useWholeActivity(id)?.findLast(
    (event) => event.actor?.id !== own && field in ('changes' in event ? event.changes : {}),
  )
}

/** The common text once, and at each difference the other version after the user's own. */
function bothOf(mine: string, theirs: string, field: TextField): string {
  if (field === 'title') return `${mine} / ${theirs}`
  return diffLines(`${mine}\n`, `${theirs}\n`)
    .map(({ value }) => value)
    .join('')
    .trimEnd()
}
