import { useEffect, useRef, useState } from 'react'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../ui/controls/Dialog.tsx'
import css from './AddTask.module.css'
import { Chips } from './Chips.tsx'
import { LineField } from './LineField.tsx'
import { SeveralTasks } from './SeveralTasks.tsx'
import { type LineState, type Preset, useLine } from './useLine.ts'

/** Adds a task from any page, with a button for each field that can be written. */
export function AddTaskDialog({ preset, text, onClose }: { preset: Preset; text?: string; onClose(): void }) {
  const { nav } = useMessages()
  const line = useLine('dialog', preset)
  const [lines, setLines] = useState<string[]>()
  const field = useRef<HTMLTextAreaElement>(null)
  const begin = useRef(() => text && line.change(text))
  useEffect(() => void begin.current(), [])
  const submit = () => {
    if (line.text.trim()) void line.submit()
    onClose()
  }
  const cancelled = () => {
    line.clear()
    onClose()
  }
  return (
    <Dialog title={nav.addTask} hideTitle wide onClose={onClose}>
      <LineField
        line={line}
        size="large"
        fieldRef={field}
        onSubmit={submit}
        onEscape={() => {}}
        onBlur={() => {}}
        onPasteLines={setLines}
      />
      {lines ? (
        <SeveralTasks line={line} lines={lines} onClose={() => setLines(undefined)} onAdded={onClose} />
      ) : (
        <Fields line={line} onChosen={() => field.current?.focus()} onCancel={cancelled} onSubmit={submit} />
      )}
    </Dialog>
  )
}

type FieldsProps = { line: LineState; onChosen(): void; onCancel(): void; onSubmit(): void }

/** The fields of the task, and the buttons of the dialog. */
function Fields({ line, onChosen, onCancel, onSubmit }: FieldsProps) {
  const { add, cancel, quickAdd } = useMessages()
  return (
    <>
      <Chips line={line} onChosen={onChosen} />
      <DialogButtons>
        {line.line.parts.length > 0 && <span className={css.hint}>{quickAdd.hint}</span>}
        <Button onClick={onCancel}>{cancel}</Button>
        <Button kind="primary" onClick={onSubmit} disabled={!line.text.trim()}>
          {add}
        </Button>
      </DialogButtons>
    </>
  )
}
