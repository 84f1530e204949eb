import { useId, useState } from 'react'
import type { Newcomer, Role } from '../../api/members.ts'
import { nameOf, useEveryone } from '../../api/people.ts'
import type { Member, Person } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import row from '../../ui/controls/Options.module.css'
import { useHighlight } from '../../ui/controls/useHighlight.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { useRefusalInWords } from '../../ui/feedback/useReport.ts'
import { isCancel } from '../../ui/keys.ts'
import { Initials } from '../../ui/tasks/marks.tsx'
import css from './AddMember.module.css'
import { RoleMenu } from './RoleMenu.tsx'

type AddMemberProps = { members: readonly Member[]; onAdd(newcomer: Newcomer, role: Role): Promise<void> }

/** A field that finds people by name and adds them, with the role beside it. */
export function AddMember({ members, onAdd }: AddMemberProps) {
  const { members: words } = usePageMessages()
  const id = useId()
  const [role, setRole] = useState<Role>('editor')
  const search = useMemberSearch(members, (newcomer) => onAdd(newcomer, role))
  return (
    <div className={css.add}>
      <div className={css.line}>
        <SearchField id={id} search={search} />
        <RoleMenu label={words.newRole} value={role} onChange={setRole} />
      </div>
      {search.isListed && (
        <div className={css.options}>
          {search.options.length > 0 && <Options id={id} search={search} />}
          <ResultNote search={search} />
        </div>
      )}
      <p id={`${id}-problem`} role="alert" className={css.problem}>
        {search.problem}
      </p>
    </div>
  )
}

type MemberSearch = ReturnType<typeof useMemberSearch>

/** The typed text, and the people found for it. It is emptied when one of them is added. */
function useMemberSearch(members: readonly Member[], onAdd: (newcomer: Newcomer) => Promise<void>) {
  const { members: words } = usePageMessages()
  const inWords = useRefusalInWords()
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [problem, setProblem] = useState<string>()
  const found = useNewcomers(text, members)
  const { at, setAt, steer } = useHighlight(found.options, add)

  function add(newcomer: Newcomer) {
    type('')
    setOpen(false)
    const name = typeof newcomer === 'string' ? newcomer : nameOf(newcomer)
    onAdd(newcomer).then(
      () => showToast({ text: words.added(name) }),
      (reason) => setProblem(`${name}: ${inWords(reason)}`),
    )
  }
  function type(typed: string) {
    setText(typed)
    setAt(0)
    setProblem(undefined)
  }
  const isListed = isOpen && (found.options.length > 0 || (found.isSettled && text.trim() !== ''))
  return { ...found, text, type, isOpen, setOpen, isListed, problem, at, setAt, steer, add }
}

type SearchProps = { id: string; search: MemberSearch }

function SearchField({ id, search }: SearchProps) {
  const { members: words } = usePageMessages()
  const { text, type, isOpen, setOpen, isListed, options, problem, at, steer } = search
  return (
    <input
      role="combobox"
      aria-expanded={isListed && options.length > 0}
      aria-controls={id}
      aria-activedescendant={isListed && options[at] ? `${id}-${at}` : undefined}
      aria-label={words.add}
      aria-invalid={problem ? true : undefined}
      aria-describedby={`${id}-problem`}
      placeholder={words.addHint}
      className={css.field}
      autoComplete="off"
      autoCapitalize="none"
      value={text}
      onChange={({ target }) => {
        type(target.value)
        setOpen(true)
      }}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onKeyDown={(event) => {
        if (isCancel(event)) setOpen(false)
        else if (isOpen) steer(event)
        else if (event.key === 'ArrowDown') setOpen(true)
      }}
    />
  )
}

function Options({ id, search: { options, at, setAt, add } }: SearchProps) {
  const { members: words } = usePageMessages()
  return (
    <div id={id} role="listbox" aria-label={words.found}>
      {options.map((newcomer, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
        <div
          key={typeof newcomer === 'string' ? 'typed' : newcomer.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          data-at={index === at || undefined}
          className={row.option}
          onMouseMove={() => setAt(index)}
          // The field keeps the focus, and with it the list.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => add(newcomer)}
        >
          {typeof newcomer === 'string' ? (
            <span dir="auto">{words.addNamed(newcomer)}</span>
          ) : (
            <Found person={newcomer} />
          )}
        </div>
      ))}
    </div>
  )
}

/** Why there are not more options. */
function ResultNote({ search: { options, hasMore, areAllMembers } }: { search: MemberSearch }) {
  const { members: words } = usePageMessages()
  const { task } = useMessages()
  return (
    <p role="status" className={css.nobody}>
      {hasMore ? task.morePeople : options.length > 0 ? '' : areAllMembers ? words.allMembers : words.nobodyFound}
    </p>
  )
}

function Found({ person }: { person: Person }) {
  const name = nameOf(person)
  return (
    <>
      <Initials id={person.id} name={name} isNamed />
      <span className={css.name} dir="auto">
        {name}
      </span>
      {person.username && person.username !== name && <span className={css.username}>{person.username}</span>}
    </>
  )
}

/** People who were found and are not members yet; and the typed text, if it can be a username or an address. */
function useNewcomers(text: string, members: readonly Member[]) {
  const { people, isSettled, hasMore } = useEveryone(text)
  const typed = text.trim()
  const known = new Set(members.map(({ user_id }) => user_id))
  const found = people.filter(({ id }) => !known.has(id))
  const canBeName = isSettled && typed.length > 1 && !/\s/.test(typed) && !found.some((one) => one.username === typed)
  const options: readonly Newcomer[] = canBeName ? [...found, typed] : found
  return { options, isSettled, hasMore, areAllMembers: people.length > 0 }
}
