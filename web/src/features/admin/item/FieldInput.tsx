import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useNames, useSuggestions } from '../../../api/admin/hooks.ts'
import { type Field, titleOf } from '../../../api/admin/resources.ts'
import { fieldInWords, useAdminMessages, valueInWords } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import css from './ItemPage.module.css'

type FieldInputProps = { field: Field; value: unknown; error: string | undefined; onChange(value: unknown): void }

/** A control by the type of the field: a choice, a switch, an id with a search, a number, one line or several. */
export function FieldInput({ field, value, error, onChange }: FieldInputProps) {
  const id = useId()
  const messages = useAdminMessages()
  return (
    <div className={css.field}>
      <label htmlFor={id} title={field.description}>
        {fieldInWords(field.name, messages)}
      </label>
      <div>
        <Control id={id} field={field} value={value} isWrong={error !== undefined} onChange={onChange} />
        {error && (
          <p className={css.error} role="alert">
            {error}
          </p>
        )}
      </div>
    </div>
  )
}

type ControlProps = { id: string; field: Field; value: unknown; isWrong: boolean; onChange(value: unknown): void }

function Control(props: ControlProps) {
  const { field } = props
  if (field.type === 'boolean' || field.choices) return <Select {...props} />
  if (field.refersTo) return <Reference {...props} />
  if ((field.maxLength ?? 0) > LONG) return <LongText {...props} />
  return <Line {...props} />
}

const LONG = 1_000

function Select({ id, field, value, isWrong, onChange }: ControlProps) {
  const messages = useAdminMessages()
  const choices = field.choices ?? ['true', 'false']
  const read = (text: string) => (text === '' ? null : field.type === 'boolean' ? text === 'true' : text)
  return (
    <select
      id={id}
      className={css.input}
      value={value === null || value === undefined ? '' : String(value)}
      aria-invalid={isWrong || undefined}
      onChange={({ target }) => onChange(read(target.value))}
    >
      {(value === null || (field.isNullable && field.type !== 'boolean')) && (
        <option value="">{messages.item.unset}</option>
      )}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {field.type === 'boolean' ? (choice === 'true' ? messages.yes : messages.no) : valueInWords(choice, messages)}
        </option>
      ))}
    </select>
  )
}

function Line({ id, field, value, isWrong, onChange }: ControlProps) {
  const isNumber = field.type === 'integer' || field.type === 'number'
  const read = (text: string) => (text === '' && field.isNullable ? null : isNumber ? Number(text) : text)
  return (
    <input
      id={id}
      className={css.input}
      type={isNumber ? 'number' : 'text'}
      step="any"
      dir="auto"
      maxLength={field.maxLength}
      value={value === null || value === undefined ? '' : String(value)}
      aria-invalid={isWrong || undefined}
      onChange={({ target }) => onChange(read(target.value))}
    />
  )
}

function LongText({ id, field, value, isWrong, onChange }: ControlProps) {
  return (
    <textarea
      id={id}
      className={css.input}
      rows={5}
      dir="auto"
      maxLength={field.maxLength}
      value={String(value ?? '')}
      aria-invalid={isWrong || undefined}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}

/** An id; while a name is typed, matching items are offered. */
function Reference({ id, field, value, isWrong, onChange }: ControlProps) {
  const held = value === null || value === undefined ? '' : String(value)
  const [typed, type] = useState(held)
  const name = useNames(field.refersTo ?? '', Number(held) ? [Number(held)] : []).get(Number(held))
  const suggestions = useSuggestions(field.refersTo, /^\d*$/.test(typed) ? '' : typed)
  return (
    <div className={css.reference}>
      <input
        id={id}
        className={css.input}
        list={`${id}-list`}
        autoComplete="off"
        value={typed}
        aria-invalid={isWrong || undefined}
        onChange={({ target }) => {
          type(target.value)
          if (target.value === '') onChange(null)
          else if (/^\d+$/.test(target.value)) onChange(Number(target.value))
        }}
      />
      <datalist id={`${id}-list`}>
        {suggestions.map((row) => (
          <option key={String(row.id)} value={String(row.id)}>
            {titleOf(row, 'id')}
          </option>
        ))}
      </datalist>
      {held && (
        <Link to={paths.adminItem(field.refersTo ?? '', held)} dir="auto">
          {name ?? `#${held}`}
        </Link>
      )}
    </div>
  )
}
