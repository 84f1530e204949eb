import { Link } from '@tanstack/react-router'
import { useHistory } from '../../../api/admin/hooks.ts'
import type { Target } from '../../../api/admin/requests.ts'
import type { Row } from '../../../api/admin/resources.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { agoInWords, dueInFull } from '../../../ui/time/words.ts'
import { useReferences } from '../list/Table.tsx'
import { ChangeLines, changesOf, FIELDS, valuesOf } from './Changes.tsx'
import css from './ItemPage.module.css'

/** The events about an item, with the previous value of each field, the latest first. */
export function History({ target }: { target: Target }) {
  const { item } = useAdminMessages()
  const events = useHistory(target)
  const actors = (events ?? []).map(({ actor }) => ({ actor }))
  const nameOf = useReferences(FIELDS, [...actors, ...valuesOf(events ?? [])])
  if (!events) return null
  return (
    <section>
      <h2>{item.history}</h2>
      {events.length === 0 && <p className={css.note}>{item.noHistory}</p>}
      <ol className={css.history}>
        {events.map((event) => (
          <Event key={String(event.id)} event={event} nameOf={nameOf} />
        ))}
      </ol>
    </section>
  )
}

type EventProps = { event: Row; nameOf: ReturnType<typeof useReferences> }

function Event({ event, nameOf }: EventProps) {
  const { item } = useAdminMessages()
  const reading = useReading()
  const { actor, address } = event as { actor: number | null; address: string | null }
  const at = String(event.happened_at)
  return (
    <li>
      <p>
        <b dir="auto">{actor === null ? item.server : (nameOf('users', actor) ?? `#${actor}`)}</b>{' '}
        <Link to={paths.adminItem('events', String(event.id))}>
          <code>{String(event.type)}</code>
        </Link>{' '}
        <time dateTime={at} title={dueInFull(at, reading)}>
          {agoInWords(at, reading.language)}
        </time>
        {address && <span className={css.note}> {item.fromAddress(address)}</span>}
      </p>
      <ChangeLines changes={changesOf(event)} nameOf={nameOf} />
    </li>
  )
}
