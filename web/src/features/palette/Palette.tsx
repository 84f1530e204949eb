import { useMemo, useState } from 'react'
import { useProjects } from '../../api/projects.ts'
import type { Task } from '../../api/schema.d.ts'
import { useFoundTasks } from '../../api/search.ts'
import { isOpen, useTasks } from '../../api/tasks/tasks.ts'
import { useMessages } from '../../messages/index.ts'
import { Dialog } from '../../ui/controls/Dialog.tsx'
import { SearchList } from '../../ui/controls/OptionList.tsx'
import { folded, wordsOf } from '../../ui/folded.ts'
import { IconSearch } from '../../ui/icons.ts'
import { StatusMark } from '../../ui/tasks/marks.tsx'
import { type Command, commandsFor, headed } from './rank.ts'

type PaletteProps = {
  /** The commands; empty if only tasks are searched. */
  commands: readonly Command[]
  onTask(task: Task): void
  onAll(text: string): void
  onClose(): void
}

/** All commands and all tasks, found by a few letters. */
export function Palette({ commands, onTask, onAll, onClose }: PaletteProps) {
  const { palette } = useMessages()
  const [text, setText] = useState('')
  const isSearch = commands.length === 0
  const { tasks, isLoading, isFailed } = useTaskOptions(text, onTask)
  const wanted = text.trim()
  const all: Command = {
    key: 'all',
    section: palette.tasks,
    label: palette.showAll(wanted),
    icon: <IconSearch size={16} aria-hidden />,
    run: () => onAll(wanted),
  }
  const options = [
    ...commandsFor(commands, text),
    ...headed([...tasks, ...(wanted && (isSearch || tasks.length > 0) ? [all] : [])]),
  ]
  const nothing = isFailed ? palette.failed : isLoading ? palette.searching : wanted ? palette.nothing : palette.hint
  return (
    <Dialog title={isSearch ? palette.search : palette.title} hideTitle wide onClose={onClose}>
      <SearchList
        label={isSearch ? palette.search : palette.title}
        placeholder={isSearch ? palette.searchPlaceholder : palette.placeholder}
        text={text}
        onType={setText}
        options={options}
        nothing={nothing}
        onChoose={({ run }) => {
          onClose()
          run()
        }}
      />
    </Dialog>
  )
}

const MOST_TASKS = 12
const MOST_KNOWN = 6

/** Tasks in the store are found at once; results of the server follow below. */
function useTaskOptions(text: string, onTask: (task: Task) => void) {
  const { palette } = useMessages()
  const { found, isLoading, isFailed } = useFoundTasks(text)
  const projects = useProjects()
  const { isKnown, compare } = useMemo(() => {
    const words = wordsOf(text)
    const asked = new Map(found.map((id, place) => [id, place + MOST_TASKS]))
    const isKnown = (task: Task) => task.id > 0 && words.length > 0 && (asked.has(task.id) || hasWords(task, words))
    return { isKnown, compare: comparing(asked, words) }
  }, [text, found])
  const matching = useTasks(isKnown, compare)
  const known = matching.filter(({ id }) => !found.includes(id)).slice(0, MOST_KNOWN)
  const shown = matching.filter((task) => found.includes(task.id) || known.includes(task)).slice(0, MOST_TASKS)
  const tasks = shown.map(
    (task): Command => ({
      key: `task ${task.id}`,
      section: palette.tasks,
      label: task.title,
      note: projects.find(({ id }) => id === task.project)?.name ?? '',
      icon: <StatusMark status={task.status} />,
      run: () => onTask(task),
    }),
  )
  return { tasks, isLoading: isLoading && tasks.length === 0, isFailed: isFailed && tasks.length === 0 }
}

const hasWords = ({ title }: Task, words: readonly string[]): boolean => {
  const text = folded(title)
  return words.every((word) => text.includes(word))
}

/**
 * Open tasks whose title contains the words come first, the newest of them first; then the others in the order of the
 * results.
 */
function comparing(asked: ReadonlyMap<number, number>, words: readonly string[]) {
  const placeOf = (task: Task) => (hasWords(task, words) ? 0 : (asked.get(task.id) ?? 0))
  return (a: Task, b: Task) =>
    placeOf(a) - placeOf(b) || Number(isOpen(b)) - Number(isOpen(a)) || b.updated_at.localeCompare(a.updated_at)
}
