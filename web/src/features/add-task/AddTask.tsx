import { lazy, Suspense, useState } from 'react'
import { useMessages } from '../../messages/index.ts'
import { IconPlus } from '../../ui/icons.ts'
import css from './AddTask.module.css'
import type { Preset } from './useLine.ts'

export type { Preset } from './useLine.ts'

const OpenLine = lazy(() => import('./OpenLine.tsx').then(({ OpenLine }) => ({ default: OpenLine })))

/** The last line of a list: it turns into a field, and remains one for the next task. */
export function AddTaskLine({ preset }: { preset: Preset }) {
  const { list } = useMessages()
  const [isOpen, setOpen] = useState(false)
  if (!isOpen) {
    return (
      <button type="button" className={css.line} onClick={() => setOpen(true)}>
        <IconPlus size={16} aria-hidden />
        {list.addTask}
      </button>
    )
  }
  return (
    <Suspense fallback={<div className={css.line} />}>
      <OpenLine preset={preset} onClose={() => setOpen(false)} />
    </Suspense>
  )
}
