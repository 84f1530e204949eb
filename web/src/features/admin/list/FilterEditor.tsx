import { type FormEvent, useState } from 'react'
import { useSuggestions } from '../../../api/admin/hooks.ts'
import { titleOf } from '../../../api/admin/resources.ts'
import { useAdminMessages, valueInWords } from '../../../messages/admin/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Field } from '../../../ui/controls/Field.tsx'
import css from './ListPage.module.css'
import type { Filter, View } from './view.ts'

type EditorProps = { filter: Filter; view: View; onDone(): void }

/** The values of a filter: choices to select, or a form. */
export function FilterEditor(props: EditorProps) {
  return props.filter.kind === 'choice' ? <Choices {...props} /> : <FilterForm {...props} />
}

function Choices({ filter: { name, field }, view, onDone }: EditorProps) {
  const messages = useAdminMessages()
  const choices = field.choices ?? ['true', 'false']
  const chosen = (view.query[name] ?? '').split(',').filter(Boolean)
  const choose = (value: string) => {
    if (!field.isList) {
      view.set({ [name]: value })
      return onDone()
    }
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
    view.set({ [name]: next.join(',') || undefined })
  }
  return (
    <div className={css.options}>
      {choices.map((value) => (
        <label key={value}>
          <input
            type={field.isList ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.includes(value)}
            onChange={() => choose(value)}
          />
          {valueInWords(value, messages)}
        </label>
      ))}
    </div>
  )
}

function FilterForm({ filter: { name, kind, field }, view, onDone }: EditorProps) {
  const { list } = useAdminMessages()
  const names = kind === 'range' ? [`${name}_after`, `${name}_before`] : [name]
  const [typed, type] = useState('')
  const suggestions = useSuggestions(field.refersTo, typed)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    view.set(Object.fromEntries(names.map((one) => [one, values[one]?.trim() || undefined])))
    onDone()
  }

  return (
    <form className={css.editor} onSubmit={submit}>
      {names.map((one, index) => (
        <Field
          key={one}
          name={one}
          label={kind === 'range' ? (index === 0 ? list.from : list.before) : list.any}
          type={kind === 'range' || kind === 'date' ? 'date' : 'text'}
          defaultValue={(view.query[one] ?? '').slice(0, kind === 'range' || kind === 'date' ? 10 : undefined)}
          list={field.refersTo ? `suggested-${name}` : undefined}
          {...(index === 0 && field.description && kind !== 'range' && { hint: field.description })}
          onChange={({ target }) => type(target.value)}
        />
      ))}
      <datalist id={`suggested-${name}`}>
        {suggestions.map((row) => (
          <option key={String(row.id)} value={String(row.id)}>
            {titleOf(row, 'id')}
          </option>
        ))}
      </datalist>
      <Button kind="primary" type="submit">
        {list.apply}
      </Button>
    </form>
  )
}
