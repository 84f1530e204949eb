import { useRef, useState } from 'react'
import { LineField } from './LineField.tsx'
import { SeveralTasks } from './SeveralTasks.tsx'
import { type Preset, useLine } from './useLine.ts'

/** The line while it is being edited. */
export function OpenLine({ preset, onClose }: { preset: Preset; onClose(): void }) {
  const line = useLine(`project-${preset.project ?? 'none'}`, preset)
  const [lines, setLines] = useState<string[]>()
  const field = useRef<HTMLTextAreaElement>(null)
  const submit = () => {
    if (!line.text.trim()) return onClose()
    void line.submit()
  }
  return (
    <>
      <LineField
        line={line}
        size="small"
        fieldRef={field}
        onSubmit={submit}
        onEscape={onClose}
        onBlur={() => !line.text && !lines && onClose()}
        onPasteLines={setLines}
      />
      {lines && <SeveralTasks line={line} lines={lines} onClose={() => setLines(undefined)} />}
    </>
  )
}
