import { useMessages } from '../../messages/index.ts'
import { IconPlus } from '../../ui/icons.ts'
import css from './AddTask.module.css'

/** The round button on phones. */
export function AddTaskButton({ onClick }: { onClick(): void }) {
  const { nav } = useMessages()
  return (
    <button type="button" className={css.fab} aria-label={nav.addTask} onClick={onClick}>
      <IconPlus size={24} aria-hidden />
    </button>
  )
}
