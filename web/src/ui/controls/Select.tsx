import { type ComponentProps, useId } from 'react'
import css from './Field.module.css'

type SelectProps = ComponentProps<'select'> & {
  label: string
  hint?: string
  options: readonly { value: string; label: string }[]
}

/** One of many options, as the system shows them. */
export function Select({ label, hint, options, ...rest }: SelectProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} className={css.input} aria-describedby={hint ? `${id}-note` : undefined} {...rest}>
        {options.map(({ value, label: words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {hint && (
        <p id={`${id}-note`} className={css.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
