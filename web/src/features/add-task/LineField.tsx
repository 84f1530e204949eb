import { type ClipboardEvent, type KeyboardEvent, type Ref, useId, useState } from 'react'
import { useAddCategory } from '../../api/categories.ts'
import { useMessages } from '../../messages/index.ts'
import { reportFailure } from '../../ui/feedback/refusals.ts'
import { isCancel, isSubmit } from '../../ui/keys.ts'
import css from './LineField.module.css'
import { complete, completionAt, type Option } from './reading/completion.ts'
import type { Part } from './reading/read-line.ts'
import type { LineState } from './useLine.ts'

type LineFieldProps = {
  line: LineState
  size: 'small' | 'large'
  fieldRef: Ref<HTMLTextAreaElement>
  onSubmit(): void
  onEscape(): void
  onBlur(): void
  onPasteLines(lines: string[]): void
}

/** A line that highlights the parts that it recognises, and suggests completions after a sign. */
export function LineField(props: LineFieldProps) {
  const { line, size } = props
  const id = useId()
  const menu = useCompletion(line)
  return (
    <div className={css.field} data-size={size}>
      <div className={css.colours} aria-hidden="true">
        <Coloured text={line.text} parts={line.line.parts} />
      </div>
      <Field {...props} id={id} menu={menu} />
      {menu.completion && <Options id={id} menu={menu} options={menu.completion.options} />}
    </div>
  )
}

type FieldProps = LineFieldProps & { id: string; menu: Menu }

function Field({ line, fieldRef, onSubmit, onEscape, onBlur, onPasteLines, id, menu }: FieldProps) {
  const { list, task } = useMessages()
  return (
    <textarea
      ref={fieldRef}
      // biome-ignore lint/a11y/noAutofocus: it appears because the user asked to type here
      autoFocus
      className={css.text}
      value={line.text}
      rows={1}
      aria-label={task.title}
      aria-autocomplete="list"
      aria-controls={menu.completion ? `${id}-options` : undefined}
      aria-activedescendant={menu.completion ? `${id}-${menu.at}` : undefined}
      placeholder={list.placeholder}
      maxLength={MOST}
      dir="auto"
      enterKeyHint="done"
      onChange={({ target }) => {
        line.change(target.value.replaceAll('\n', ' '))
        menu.follow(target.selectionStart)
      }}
      onSelect={({ currentTarget }) => menu.follow(currentTarget.selectionStart)}
      onKeyDown={(event) => steer(event, { line, menu, onSubmit, onEscape })}
      onPaste={(event) => pasteLines(event, onPasteLines)}
      onBlur={onBlur}
    />
  )
}

type Steered = Pick<FieldProps, 'line' | 'menu' | 'onSubmit' | 'onEscape'>

function steer(event: KeyboardEvent<HTMLTextAreaElement>, { line, menu, onSubmit, onEscape }: Steered): void {
  if (steerMenu(menu, event)) return
  if (isSubmit(event)) {
    event.preventDefault()
    onSubmit()
  } else if (event.key === 'Backspace') ignoreBefore(event, line)
  else if (isCancel(event)) onEscape()
}

const MOST = 400

/** Several pasted lines become several tasks. List markers are removed. */
function pasteLines(event: ClipboardEvent<HTMLTextAreaElement>, onPasteLines: (lines: string[]) => void): void {
  const lines = event.clipboardData
    .getData('text/plain')
    .split(/\r?\n/)
    .map((one) => one.replace(/^\s*(?:[-*•]|\d+[.)])?\s*(?:\[[ x]\]\s+)?/i, '').trim())
    .filter(Boolean)
  if (lines.length < 2) return
  event.preventDefault()
  onPasteLines(lines)
}

/** Backspace at the end of a recognised part turns it back into text. */
function ignoreBefore(event: KeyboardEvent<HTMLTextAreaElement>, line: LineState): void {
  const { selectionStart, selectionEnd } = event.currentTarget
  const part = line.line.parts.find(({ end }) => end === selectionStart && selectionStart === selectionEnd)
  if (!part) return
  event.preventDefault()
  line.ignore(part)
}

/** A second, invisible copy of the text, which gives the field its height and highlights the recognised parts. */
export function Coloured({ text, parts }: { text: string; parts: readonly Part[] }) {
  let at = 0
  const pieces = parts.map((part) => {
    const before = text.slice(at, part.start)
    at = part.end
    return (
      <span key={part.start}>
        {before}
        <mark data-kind={part.kind}>{text.slice(part.start, part.end)}</mark>
      </span>
    )
  })
  return (
    <span dir="auto">
      {pieces}
      {text.slice(at)}
      {LAST_LINE}
    </span>
  )
}

const LAST_LINE = '\u200b'

type Menu = ReturnType<typeof useCompletion>

function useCompletion(line: LineState) {
  const addCategory = useAddCategory()
  const [cursor, setCursor] = useState(line.text.length)
  const [chosen, setChosen] = useState(0)
  const [closedFor, setClosedFor] = useState<string>()
  const found = closedFor === line.text ? undefined : completionAt(line.text, cursor, vocabularyOf(line))
  const at = found ? Math.min(chosen, found.options.length - 1) : 0
  const choose = (option: Option) => {
    if (!found) return
    if (option.value === undefined) {
      const project = vocabularyOf(line).project
      void addCategory({ name: option.label, ...(project !== null && { project }) }).catch(reportFailure)
    }
    const completed = complete(line.text, found, option.label)
    line.change(completed.text)
    setCursor(completed.cursor)
    setChosen(0)
  }
  return {
    completion: found,
    at,
    choose,
    highlight: setChosen,
    close: () => setClosedFor(line.text),
    follow: (next: number) => {
      setCursor(next)
      if (next !== cursor) setChosen(0)
    },
  }
}

/** Moves among the completions, chooses one or closes them; returns whether the key did one of these. */
function steerMenu({ completion, at, choose, highlight, close }: Menu, event: KeyboardEvent): boolean {
  const option = completion?.options[at]
  if (!completion || !option || event.nativeEvent.isComposing) return false
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const by = event.key === 'ArrowDown' ? 1 : completion.options.length - 1
    highlight((at + by) % completion.options.length)
  } else if (isSubmit(event) || event.key === 'Tab') choose(option)
  else if (event.key === 'Escape') {
    event.stopPropagation()
    close()
  } else return false
  event.preventDefault()
  return true
}

/** A category is searched for in the project that the line names. */
const vocabularyOf = ({ vocabulary, fields }: LineState) => ({ ...vocabulary, project: fields.project ?? null })

function Options({ id, menu, options }: { id: string; menu: Menu; options: readonly Option[] }) {
  const { quickAdd } = useMessages()
  return (
    <div id={`${id}-options`} role="listbox" aria-label={quickAdd.suggestions} className={css.options}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
        <div
          key={option.key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === menu.at}
          className={css.option}
          onMouseMove={() => menu.highlight(index)}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => menu.choose(option)}
        >
          <span dir="auto">{option.value === undefined ? quickAdd.newCategory(option.label) : option.label}</span>
        </div>
      ))}
    </div>
  )
}
