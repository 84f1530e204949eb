import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Task } from '../../api/schema.d.ts'
import { currentTask } from '../../api/tasks/tasks.ts'
import { Palette } from '../../features/palette/Palette.tsx'
import { meantTasks } from '../../features/task-views/selection/current.ts'
import { paths } from '../../paths.ts'
import { useCommands } from './commands.tsx'

type CommandDialogProps = { isSearch: boolean; toggleSidebar(): void; onClose(): void }

/** The command palette, or the search over all tasks. */
export function CommandDialog({ isSearch, toggleSidebar, onClose }: CommandDialogProps) {
  const navigate = useNavigate()
  const { task: opened } = useSearch({ from: '/inside' })
  const [tasks] = useState(() => currentTasks(opened))
  const commands = useCommands(tasks, toggleSidebar)
  return (
    <Palette
      commands={isSearch ? [] : commands}
      onTask={({ id }) => void navigate({ to: '.', search: (held: object) => ({ ...held, task: id }) })}
      onAll={(q) => void navigate({ to: paths.search, search: { q } })}
      onClose={onClose}
    />
  )
}

/** The tasks of the list, or else the one in the panel. */
function currentTasks(opened: number | undefined): readonly Task[] {
  const meant = meantTasks()
  const shown = opened === undefined ? undefined : currentTask(opened)
  return meant.length > 0 || !shown ? meant : [shown]
}
