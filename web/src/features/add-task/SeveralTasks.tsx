import { useState } from 'react'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { refusalInWords } from '../../ui/feedback/refusals.ts'
import css from './AddTask.module.css'
import field from './LineField.module.css'
import { Coloured } from './LineField.tsx'
import { readLine } from './reading/read-line.ts'
import type { LineState } from './useLine.ts'

type SeveralTasksProps = { line: LineState; lines: readonly string[]; onClose(): void; onAdded?: () => void }

/** Pasted lines with the fields recognised in each, to be added separately or as one task. */
export function SeveralTasks({ line, lines, onClose, onAdded }: SeveralTasksProps) {
  const { quickAdd, cancel } = useMessages()
  const { isSending, problem, addAll } = useAdding(async () => {
    await line.submitLines(lines)
    onClose()
    onAdded?.()
  })
  const addAsOne = () => {
    line.change([line.text.trim(), ...lines].filter(Boolean).join(' '))
    onClose()
  }
  return (
    <section className={css.several} aria-label={quickAdd.pasted}>
      <ol>
        {lines.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may repeat, and their order does not change
          <li key={index} className={field.read}>
            <Coloured text={one} parts={readLine(one, line.vocabulary).parts} />
          </li>
        ))}
      </ol>
      {problem && <p role="alert">{problem}</p>}
      <div className={css.buttons}>
        <Button onClick={onClose}>{cancel}</Button>
        <Button onClick={addAsOne}>{quickAdd.addAsOne}</Button>
        <Button kind="primary" autoFocus disabled={isSending} onClick={() => void addAll()}>
          {quickAdd.addSeveral(lines.length)}
        </Button>
      </div>
    </section>
  )
}

/** Whether tasks are being added, and the problem if the server refuses. */
function useAdding(add: () => Promise<void>) {
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState<string>()
  async function addAll() {
    setSending(true)
    try {
      await add()
    } catch (reason) {
      setProblem(refusalInWords(reason))
      setSending(false)
    }
  }
  return { isSending, problem, addAll }
}
