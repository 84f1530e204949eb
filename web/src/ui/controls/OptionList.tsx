import { Fragment, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useMessages } from '../../messages/index.ts'
import { IconCheck } from '../icons.ts'
import css from './OptionList.module.css'
import row from './Options.module.css'
import { useHighlight } from './useHighlight.ts'

export type Option = {
  key: string
  label: string
  icon?: ReactNode
  isChosen?: boolean
  /** Shown above the first option of a group. */
  heading?: string
  /** Shown beside the label, less prominently. */
  note?: string
  /** The key for the same action without this list. */
  shortcut?: string
}

type OptionListProps<One extends Option> = { options: readonly One[]; onChoose(option: One): void }

/** Options to choose from, found by typing. */
export function OptionList<One extends Option>({ options, onChoose }: OptionListProps<One>) {
  const { selection } = useMessages()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = options.filter(({ label }) => label.toLowerCase().includes(wanted))
  return (
    <SearchList
      label={selection.find}
      text={text}
      onType={setText}
      options={found}
      hidesHeadings={wanted !== ''}
      onChoose={onChoose}
    />
  )
}

type SearchListProps<One extends Option> = OptionListProps<One> & {
  label: string
  placeholder?: string
  text: string
  onType(text: string): void
  hidesHeadings?: boolean
  /** Shown if there are no options; undefined while they are loading. */
  nothing?: string | undefined
}

/** A field, with matching options below it. */
export function SearchList<One extends Option>(props: SearchListProps<One>) {
  const { selection } = useMessages()
  const { label, placeholder = label, text, onType, options, onChoose, hidesHeadings = false } = props
  const { nothing = 'nothing' in props ? '' : selection.nothingFound } = props
  const id = useId()
  const { at, setAt, steer } = useHighlight(options, onChoose)
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: the user has just opened the list
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={options[at] ? `${id}-${at}` : undefined}
        aria-label={label}
        placeholder={placeholder}
        className={css.search}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={text}
        onChange={({ target }) => {
          onType(target.value)
          setAt(0)
        }}
        onKeyDown={steer}
      />
      <Options {...{ id, label, options, hidesHeadings, at }} onHighlight={setAt} onChoose={onChoose} />
      <p role="status" className={options.length === 0 && nothing ? css.nothing : 'visually-hidden'}>
        {options.length === 0 ? nothing : text.trim() && selection.found(options.length)}
      </p>
    </>
  )
}

type OptionsProps<One extends Option> = OptionListProps<One> & {
  id: string
  label: string
  hidesHeadings: boolean
  /** The index of the highlighted option, which is scrolled into view. */
  at: number
  onHighlight(index: number): void
}

function Options<One extends Option>(props: OptionsProps<One>) {
  const { id, label, options, hidesHeadings, at, onHighlight, onChoose } = props
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children.namedItem(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, at])
  return (
    <div id={id} ref={list} role="listbox" aria-label={label} className={css.options}>
      {options.map((option, index) => (
        <Fragment key={option.key}>
          {option.heading && !hidesHeadings && (
            <div role="presentation" className={css.heading}>
              {option.heading}
            </div>
          )}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above */}
          <div
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={option.isChosen ?? index === at}
            className={row.option}
            data-at={index === at || undefined}
            onMouseMove={() => onHighlight(index)}
            onClick={() => onChoose(option)}
          >
            <OptionContent option={option} />
          </div>
        </Fragment>
      ))}
    </div>
  )
}

function OptionContent({ option: { icon, label, note, shortcut, isChosen } }: { option: Option }) {
  return (
    <>
      {icon}
      <span className={row.label} dir="auto">
        {label}
      </span>
      {note && (
        <span className={css.note} dir="auto">
          {note}
        </span>
      )}
      {shortcut && <kbd className={css.shortcut}>{shortcut}</kbd>}
      {isChosen && <IconCheck size={16} aria-hidden />}
    </>
  )
}
