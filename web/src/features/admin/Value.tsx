import { Link } from '@tanstack/react-router'
import { type Field, type Row, referencesIn, resourceNamed } from '../../api/admin/resources.ts'
import { fieldInWords, useAdminMessages, valueInWords } from '../../messages/admin/index.ts'
import { paths } from '../../paths.ts'
import { useReading } from '../../ui/time/reading.ts'
import { agoInWords, dueInFull, dueInWords } from '../../ui/time/words.ts'
import css from './Value.module.css'

/** Values whose state deserves a colour; the word is beside the dot. */
const TONES: Record<string, string> = {
  dead: 'bad',
  running: 'busy',
  in_progress: 'busy',
  done: 'good',
  completed: 'good',
  urgent: 'bad',
}

type ValueProps = {
  field: Field
  value: unknown
  /** The row of the value, if the field has to be read together with others. */
  row?: Row
  /** The names for ids of each resource. */
  nameOf?: (resource: string, id: number) => string | undefined
}

/** A value formatted by its field: a time in words, a choice, a colour, a link to what an id refers to. */
export function Value({ field, value, row, nameOf }: ValueProps) {
  const messages = useAdminMessages()
  if (value === null || value === undefined || value === '') return <span className={css.empty}>{messages.empty}</span>
  if (field.type === 'boolean') return value ? messages.yes : <span className={css.quiet}>{messages.no}</span>
  if (field.refersTo || field.kindIn) {
    return <References field={field} row={row ?? { [field.name]: value }} nameOf={nameOf} />
  }
  if (field.format?.startsWith('date')) return <Time value={String(value)} format={field.format} />
  if (field.choices) return <Choice value={String(value)} />
  if (field.name === 'color') {
    return (
      <span className={css.color}>
        <i style={{ backgroundColor: String(value) }} />
        {String(value)}
      </span>
    )
  }
  const unit = unitOf(field.name, Number(value))
  if (unit) return <Quantity {...unit} />
  if (isChanges(field)) return <code>{Object.keys(value).join(' ')}</code>
  if (typeof value === 'object') return <Parts value={value} />
  return <span dir="auto">{String(value)}</span>
}

/** The values of an object by name, such as the parameters of a filter. */
function Parts({ value }: { value: object }) {
  const messages = useAdminMessages()
  const parts = Object.entries(value)
  if (Array.isArray(value) || parts.some(([, part]) => typeof part === 'object')) {
    return <code>{JSON.stringify(value)}</code>
  }
  if (parts.length === 0) return <span className={css.empty}>{messages.empty}</span>
  const inWords = (part: unknown) => (part === true ? messages.yes : part === false ? messages.no : String(part))
  return parts.map(([name, part]) => `${fieldInWords(name, messages)}: ${inWords(part)}`).join(', ')
}

type ReferencesProps = { field: Field; row: Row; nameOf: ValueProps['nameOf'] }

/** Links to what the ids in a field refer to. What has no page of its own is only named. */
function References({ field, row, nameOf }: ReferencesProps) {
  const messages = useAdminMessages()
  const references = referencesIn(field, row)
  const kind = field.kindIn && valueInWords(String(row[field.kindIn]), messages)
  if (references.length === 0)
    return <span className={css.quiet}>{kind ? `${kind} #${row[field.name]}` : messages.empty}</span>
  return references.map(({ resource, id }, index) => (
    <span key={id} dir="auto">
      {index > 0 && ', '}
      {kind && <span className={css.quiet}>{kind} </span>}
      {resourceNamed(resource)?.canRead ? (
        <Link className={css.link} to={paths.adminItem(resource, String(id))}>
          {nameOf?.(resource, id) ?? `#${id}`}
        </Link>
      ) : (
        `#${id}`
      )}
    </span>
  ))
}

function Time({ value, format }: { value: string; format: string }) {
  const reading = useReading()
  const isPast = format === 'date-time' && Date.parse(value) <= Date.now()
  return (
    <time dateTime={value} title={dueInFull(value, reading)} className={css.quiet}>
      {isPast ? agoInWords(value, reading.language) : dueInWords(value, reading)}
    </time>
  )
}

const UNITS: Record<string, readonly (readonly [unit: string, size: number])[]> = {
  bytes: [
    ['gigabyte', 1e9],
    ['megabyte', 1e6],
    ['kilobyte', 1e3],
    ['byte', 1],
  ],
  seconds: [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ],
}

/** The largest unit that fits a number whose field is named after its unit, such as `size_bytes`. */
function unitOf(name: string, value: number): { unit: string; value: number } | undefined {
  const units = UNITS[/_([a-z]+)$/.exec(name)?.[1] ?? '']
  const [unit, size] = units?.find(([, one]) => value >= one) ?? units?.at(-1) ?? []
  return unit && size ? { unit, value: value / size } : undefined
}

function Quantity({ unit, value }: { unit: string; value: number }) {
  const { language } = useReading()
  return value.toLocaleString(language, { style: 'unit', unit, maximumFractionDigits: 1 })
}

function Choice({ value }: { value: string }) {
  const messages = useAdminMessages()
  const tone = TONES[value]
  return (
    <span className={css.choice}>
      {tone && <i data-tone={tone} />}
      {valueInWords(value, messages)}
    </span>
  )
}

/** The changes of an event, by field name. */
export const isChanges = ({ name, type }: Field): boolean => name === 'changes' && type === 'object'

/** Numbers and times are aligned to the end of their column. */
export const isFigure = ({ type, format, refersTo, kindIn, name }: Field): boolean =>
  !refersTo &&
  !kindIn &&
  name !== 'id' &&
  (type === 'integer' || type === 'number' || format?.startsWith('date') === true)
