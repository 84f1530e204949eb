import type { Session } from '../../../api/schema.d.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { IconDeviceLaptop, IconDeviceMobile, IconTerminal2 } from '../../../ui/icons.ts'
import { dayOf } from '../../../ui/time/days.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { agoInWords, dayInWords, dueInFull } from '../../../ui/time/words.ts'
import { deviceOf } from './device.ts'
import css from './sessions.module.css'

export function SessionRow({ session, onEnd }: { session: Session; onEnd(): void }) {
  const { settings: words } = usePageMessages()
  const reading = useReading()
  const { device, address, created_at, last_used_at, current } = session
  const { program, system } = deviceOf(device ?? '')
  const name = !device ? words.unknownDevice : system ? words.device(program, system) : program
  const Icon = !system ? IconTerminal2 : PHONES.has(system) ? IconDeviceMobile : IconDeviceLaptop
  return (
    <li className={css.row} data-session={session.id}>
      <Icon size={20} aria-hidden />
      <div className={css.what}>
        <p className={css.name} title={device ?? undefined}>
          {name}
          {current && <span className={css.current}>{words.currentSession}</span>}
        </p>
        <p className={css.quiet}>
          {address && <span>{address}</span>}
          <time dateTime={created_at} title={dueInFull(created_at, reading)}>
            {words.since(dayInWords(dayOf(created_at, reading.zone), reading))}
          </time>
          <time dateTime={last_used_at} title={dueInFull(last_used_at, reading)}>
            {words.lastUsed(agoInWords(last_used_at, reading.language))}
          </time>
        </p>
      </div>
      {!current && (
        <Button aria-label={words.endNamed(name)} onClick={onEnd}>
          {words.end}
        </Button>
      )}
    </li>
  )
}

const PHONES = new Set(['iPhone', 'iPad', 'Android'])
