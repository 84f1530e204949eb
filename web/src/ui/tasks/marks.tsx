import type { Task } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import { IconFlag, IconFlagFilled } from '../icons.ts'
import { dayOf } from '../time/days.ts'
import { dueInFull, dueInWords, type Reading } from '../time/words.ts'
import css from './marks.module.css'

/** Empty, half, check or cross: the shapes differ as well as the colours. */
export function StatusMark({ status }: { status: Task['status'] }) {
  return (
    <svg className={css.status} data-status={status} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r="7.25" />
      {status === 'in_progress' && <path className={css.half} d="M8 3a5 5 0 0 1 0 10Z" />}
      {status === 'completed' && <path className={css.sign} d="m4.8 8.2 2.2 2.2 4.2-4.6" />}
      {status === 'cancelled' && <path className={css.sign} d="m5.5 5.5 5 5m0-5-5 5" />}
    </svg>
  )
}

/** Shows nothing for the priority `none`. */
export function PriorityFlag({ priority, isNamed }: { priority: Task['priority']; isNamed?: boolean }) {
  const messages = useMessages()
  if (priority === 'none') return null
  const label = messages.priorityFlag(messages.priority[priority])
  const Icon = priority === 'low' ? IconFlag : IconFlagFilled
  return (
    <span className={css.flag} data-priority={priority} {...(isNamed ? SILENT : asImage(label))}>
      <Icon size={16} aria-hidden />
    </span>
  )
}

/** Beside its name, a mark is redundant. */
const SILENT = { 'aria-hidden': true } as const
const asImage = (label: string) => ({ role: 'img', 'aria-label': label, title: label })

const HUES = ['iris', 'amber', 'green', 'blue', 'red']

type InitialsProps = { id: number; name: string; size?: 20 | 24; isNamed?: boolean }

/** A person's initials, always in the same colour. */
export function Initials({ id, name, size = 20, isNamed }: InitialsProps) {
  return (
    <span
      className={css.initials}
      data-hue={HUES[id % HUES.length]}
      data-size={size}
      {...(isNamed ? SILENT : asImage(name))}
    >
      {initialsOf(name)}
    </span>
  )
}

/** One letter if words are not separated, or if there is one word of another script. */
function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean)
  const first = [...(words[0] ?? '?')]
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(first[0] ?? '')) return first[0] as string
  const second = words.length > 1 ? [...(words.at(-1) as string)][0] : first[1]
  return `${first[0]}${second ?? ''}`.toLocaleUpperCase()
}

export function ProjectDot({ color }: { color: string | null }) {
  return <span className={css.dot} style={{ backgroundColor: color ?? 'var(--slate-9)' }} aria-hidden="true" />
}

type DueProps = { due: string; isDone: boolean; reading: Reading; className?: string }

/** The due date of a task, in words; coloured while it is open. */
export function Due({ due, isDone, reading, className = '' }: DueProps) {
  const day = dayOf(due, reading.zone)
  const when = isDone ? undefined : day < reading.today ? 'overdue' : day === reading.today ? 'today' : undefined
  return (
    <time className={`${css.due} ${className}`} dateTime={due} data-when={when} title={dueInFull(due, reading)}>
      {dueInWords(due, reading)}
    </time>
  )
}
