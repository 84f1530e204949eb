import { useState } from 'react'
import { useProfile, useUser } from '../../../api/account.ts'
import { nameOf, useAssignees } from '../../../api/people.ts'
import { useMessages } from '../../../messages/index.ts'
import row from '../../controls/Options.module.css'
import { useHighlight } from '../../controls/useHighlight.ts'
import { IconCheck } from '../../icons.ts'
import { Initials } from '../marks.tsx'
import css from './fields.module.css'

type PeoplePickerProps = { project: number | null; value: number | null; onChoose(person: number | null): void }

/** People by the start of their name; the user and the members of the project without typing. */
export function PeoplePicker({ project, value, onChoose }: PeoplePickerProps) {
  const { task } = useMessages()
  const [text, setText] = useState('')
  const { options, hasMore } = useChoices(text, project)
  const { at, setAt, steer } = useHighlight(options, ({ id }) => onChoose(id))
  return (
    <div className={css.picker}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the user has just opened the field
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="people-found"
        aria-activedescendant={options[at] ? `person-${options[at].id}` : undefined}
        className={css.search}
        placeholder={task.findPerson}
        aria-label={task.findPerson}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          setAt(0)
        }}
        onKeyDown={steer}
      />
      {options.length === 0 && <p className={css.nobody}>{task.nobodyFound}</p>}
      <Options options={options} value={value} at={at} onHighlight={setAt} onChoose={onChoose} />
      {hasMore && <p className={css.nobody}>{task.morePeople}</p>}
    </div>
  )
}

type OptionsProps = {
  options: readonly Choice[]
  value: number | null
  at: number
  onHighlight(index: number): void
  onChoose(person: number | null): void
}

function Options({ options, value, at, onHighlight, onChoose }: OptionsProps) {
  const { task } = useMessages()
  return (
    <div id="people-found" role="listbox" aria-label={task.assignee} className={css.options}>
      {options.map(({ id, name }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
        <div
          key={id}
          id={`person-${id}`}
          role="option"
          tabIndex={-1}
          aria-selected={id === value}
          className={row.option}
          data-at={index === at || undefined}
          onMouseMove={() => onHighlight(index)}
          onClick={() => onChoose(id)}
        >
          {id !== null && <Initials id={id} name={name} isNamed />}
          <span className={row.label}>{name}</span>
          {id === value && <IconCheck size={16} aria-hidden />}
        </div>
      ))}
    </div>
  )
}

type Choice = { id: number | null; name: string }

/** Without a text also nobody, and the user first. */
function useChoices(text: string, project: number | null) {
  const { task } = useMessages()
  const { people: found, hasMore } = useAssignees(text, project)
  const own = useOwnPerson()
  const isAny = text.trim() === ''
  const people = isAny ? [...own, ...found.filter(({ id }) => id !== own[0]?.id)] : found
  const options: Choice[] = [
    ...(isAny ? [{ id: null, name: task.unassigned }] : []),
    ...people.map((person) => ({ id: person.id, name: nameOf(person) })),
  ]
  return { options, hasMore }
}

function useOwnPerson() {
  const user = useUser()
  const profile = useProfile()
  return user ? [{ id: user.id, username: user.username, display_name: profile?.display_name ?? '' }] : []
}
