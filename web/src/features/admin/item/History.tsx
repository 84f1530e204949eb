import { useHistory } from '../../../api/admin/hooks.ts'
import type { Target } from '../../../api/admin/requests.ts'
import { type Field, type Row, resources } from '../../../api/admin/resources.ts'
import { fieldInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { agoInWords, dueInFull } from '../../../ui/time/words.ts'
import { useReferences } from '../list/Table.tsx'
import { Value } from '../Value.tsx'
import css from './ItemPage.module.css'

type Actor = { id: number; username?: string | null; display_name?: string }
type Change = { from?: unknown; to?: unknown }

/** Who did what to it, with what each field was before, the latest first. */
export function History({ target }: { target: Target }) {
  const { item } = useAdminMessages()
  const events = useHistory(target)
  const changed = (events ?? []).flatMap(({ changes }) =>
    Object.entries((changes ?? {}) as Record<string, Change>).flatMap(([name, { from, to }]) => [
      { [name]: from },
      { [name]: to },
    ]),
  )
  const nameOf = useReferences(FIELDS, changed)
  if (!events) return null
  const latestFirst = [...events].sort((a, b) => String(b.happened_at).localeCompare(String(a.happened_at)))
  return (
    <section>
      <h2>{item.history}</h2>
      {events.length === 0 && <p className={css.note}>{item.noHistory}</p>}
      <ol className={css.history}>
        {latestFirst.map((event) => (
          <Event key={String(event.id)} event={event} nameOf={nameOf} />
        ))}
      </ol>
    </section>
  )
}

/** What happened to a project names the fields of its tasks too. */
const FIELDS: readonly Field[] = [
  ...new Map(resources.flatMap(({ fields }) => fields.map((field) => [field.name, field] as const))).values(),
]
const FOR_MACHINES = ['uid', 'rank', 'position', 'version']

type EventProps = { event: Row; nameOf: ReturnType<typeof useReferences> }

function Event({ event, nameOf }: EventProps) {
  const messages = useAdminMessages()
  const reading = useReading()
  const actor = event.actor as Actor | null
  const at = String(event.happened_at)
  const changes = Object.entries((event.changes ?? {}) as Record<string, Change>)
  return (
    <li>
      <p>
        <b dir="auto">{actor?.display_name || actor?.username || messages.item.somebody}</b>{' '}
        <code>{String(event.type)}</code>{' '}
        <time dateTime={at} title={dueInFull(at, reading)}>
          {agoInWords(at, reading.language)}
        </time>
      </p>
      {changes
        .filter(([name]) => !FOR_MACHINES.includes(name))
        .map(([name, { from, to }]) => {
          const field = FIELDS.find((one) => one.name === name) ?? { name, type: 'string' }
          return (
            <p key={name} className={css.change}>
              {fieldInWords(name, messages)} {from !== null && <Value field={field} value={from} nameOf={nameOf} />}{' '}
              {ARROW} <Value field={field} value={to} nameOf={nameOf} />
            </p>
          )
        })}
    </li>
  )
}

const ARROW = '→'
