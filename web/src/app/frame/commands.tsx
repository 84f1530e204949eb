import { useNavigate, useParams } from '@tanstack/react-router'
import { useUpdateProfile, useUser } from '../../api/account.ts'
import { useProject, useProjects } from '../../api/projects.ts'
import { useRightsOf } from '../../api/rights.ts'
import type { Task } from '../../api/schema.d.ts'
import type { Command } from '../../features/palette/rank.ts'
import { useLists } from '../../features/sidebar/lists.ts'
import { changeTogether, copyTasks, toggleTask } from '../../features/task-views/selection/changes.ts'
import { clearSelection } from '../../features/task-views/selection/current.ts'
import type { ActionName } from '../../features/task-views/selection/cursor/useAction.ts'
import { LANGUAGES, type Language, type Messages, setLanguage, useLanguage, useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { leave } from '../../ui/feedback/leaving.ts'
import { reportFailure } from '../../ui/feedback/refusals.ts'
import {
  type Icon,
  IconArchive,
  IconArrowRight,
  IconCalendar,
  IconChartBar,
  IconCheck,
  IconCircleHalf2,
  IconCopy,
  IconFlag,
  IconFolderPlus,
  IconKeyboard,
  IconLanguage,
  IconLayoutSidebar,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSettings,
  IconShield,
  IconTag,
  IconTrash,
  IconUser,
  IconUsers,
} from '../../ui/icons.ts'
import { ProjectDot } from '../../ui/tasks/marks.tsx'
import { setTheme, type Theme, themeChoice } from '../../ui/theme/theme.ts'
import { openDialog, openTaskAction } from './dialog-store.ts'

type Made = Omit<Command, 'section' | 'key'> & { key?: string }

/** The commands of the palette: for the selected tasks, for navigation, and everything that has a key. */
export function useCommands(tasks: readonly Task[], toggleSidebar: () => void): readonly Command[] {
  const { palette } = useMessages()
  const [first] = tasks
  const title = tasks.length === 1 && first ? first.title : palette.onTasks(tasks.length)
  return [
    ...inSection(title, useTaskCommands(tasks)),
    ...inSection(palette.goTo, usePlaces()),
    ...inSection(palette.commands, useAppCommands(toggleSidebar)),
    ...inSection(palette.projects, useProjectPlaces()),
  ]
}

const inSection = (section: string, commands: readonly Made[]): Command[] =>
  commands.map((command) => ({ ...command, section, key: command.key ?? `${section} ${command.label}` }))

const iconOf = (Icon: Icon) => <Icon size={16} aria-hidden />

type Action = [name: ActionName, icon: Icon, shortcut?: string]

const ACTIONS: Action[] = [
  ['due', IconCalendar, 'D'],
  ['priority', IconFlag, 'P'],
  ['assignee', IconUser, 'A'],
  ['move', IconArrowRight, 'M'],
  ['status', IconCircleHalf2],
]

function useTaskCommands(tasks: readonly Task[]): Made[] {
  const messages = useMessages()
  const { palette, selection, keys } = messages
  const navigate = useNavigate()
  const user = useUser()?.id
  const rightsOf = useRightsOf()
  const [first] = tasks
  if (!first || user === undefined) return []
  const open = {
    label: palette.open,
    icon: iconOf(IconArrowRight),
    shortcut: 'Enter',
    run: () => void navigate({ to: '.', search: (held: object) => ({ ...held, task: first.id }) }),
  }
  const opening = tasks.length === 1 ? [open] : []
  const copy = { label: keys.copy, icon: iconOf(IconCopy), shortcut: '.', run: () => void copyTasks(tasks) }
  if (!tasks.every((task) => rightsOf(task).canChange)) return [...opening, copy]
  const assign = {
    label: keys.assignToMe,
    icon: iconOf(IconUser),
    shortcut: 'I',
    run: () => changeTogether(tasks, { assigned_to: user }),
  }
  const remove = {
    label: selection.actions.delete,
    icon: iconOf(IconTrash),
    run: () => openTaskAction({ name: 'delete', tasks }),
  }
  const canMove = tasks.every((task) => rightsOf(task).canMove)
  const choosing = ACTIONS.filter(([name]) => canMove || name !== 'move')
  return [
    ...completionOf(tasks, messages),
    ...opening,
    ...choosing.map((action) => actionOn(tasks, action, messages)),
    assign,
    copy,
    ...(canMove ? [remove] : []),
  ]
}

/** Completes the open tasks. A single one that is completed is reopened. */
function completionOf(tasks: readonly Task[], { palette }: Messages): Made[] {
  const open = tasks.filter(({ status }) => status !== 'completed')
  const [only] = tasks.length === 1 ? tasks : []
  if (!only && open.length === 0) return []
  const run = () => {
    if (only) return toggleTask(only)
    changeTogether(open, { status: 'completed' })
    clearSelection()
  }
  const label = open.length === 0 ? palette.reopen : palette.complete
  return [{ label, icon: iconOf(IconCheck), shortcut: 'C', run }]
}

/** Asks for a value in a dialog. */
const actionOn = (tasks: readonly Task[], [name, icon, shortcut]: Action, { selection }: Messages): Made => ({
  label: selection.actions[name as keyof typeof selection.actions],
  icon: iconOf(icon),
  ...(shortcut && { shortcut }),
  run: () => openTaskAction({ name, tasks }),
})

const SHORTCUTS: Record<string, string> = {
  [paths.inbox]: 'G I',
  [paths.today]: 'G T',
  [paths.upcoming]: 'G U',
  [paths.overview]: 'G O',
}

function usePlaces(): Made[] {
  const { nav, palette, project } = useMessages()
  const navigate = useNavigate()
  const role = useUser()?.role
  const lists = useLists().map(({ to, label, icon }) => ({ to, label, icon }))
  const places = [
    ...usePlacesOfProject(),
    ...lists,
    { to: paths.search, label: palette.search, icon: IconSearch },
    { to: paths.archived, label: project.archivedProjects, icon: IconArchive },
    { to: paths.overview, label: nav.overview, icon: IconChartBar },
    { to: paths.settings, label: nav.settings, icon: IconSettings },
    ...(role === 'admin' || role === 'auditor' ? [{ to: paths.admin, label: nav.admin, icon: IconShield }] : []),
  ]
  return places.map(({ to, label, icon }) => ({
    label,
    icon: iconOf(icon),
    ...(SHORTCUTS[to] && { shortcut: SHORTCUTS[to] }),
    run: () => void navigate({ to }),
  }))
}

/** Commands for the current project. */
function usePlacesOfProject() {
  const { project: words } = useMessages()
  const id = Number(useParams({ strict: false, select: (params) => params.project }))
  const { project } = useProject(id)
  if (!project) return []
  return [
    { to: paths.members(id), label: words.membersOf(project.name), icon: IconUsers },
    { to: paths.categories(id), label: words.categoriesOf(project.name), icon: IconTag },
  ]
}

function useProjectPlaces(): Made[] {
  const navigate = useNavigate()
  return useProjects().map(({ id, name, color }) => ({
    key: `project ${id}`,
    label: name,
    icon: <ProjectDot color={color} />,
    run: () => void navigate({ to: paths.project(id) }),
  }))
}

const THEMES: readonly Theme[] = ['light', 'dark', 'system']

function useAppCommands(toggleSidebar: () => void): Made[] {
  const { nav, keys, palette, account } = useMessages()
  const language = useLanguage()
  const { mutate } = useUpdateProfile()
  const speak = (locale: Language) => {
    void setLanguage(locale)
    mutate({ locale }, { onError: reportFailure })
  }
  return [
    { label: nav.addTask, icon: iconOf(IconPlus), shortcut: 'Q', run: () => openDialog('add-task') },
    { label: nav.addProject, icon: iconOf(IconFolderPlus), run: () => openDialog('add-project') },
    { label: keys.search, icon: iconOf(IconSearch), shortcut: '/', run: () => openDialog('search') },
    { label: keys.sidebar, icon: iconOf(IconLayoutSidebar), shortcut: '[', run: toggleSidebar },
    ...THEMES.filter((theme) => theme !== themeChoice()).map((theme) => ({
      label: palette.themes[theme],
      icon: iconOf(IconMoon),
      run: () => setTheme(theme),
    })),
    ...(Object.keys(LANGUAGES) as Language[])
      .filter((other) => other !== language)
      .map((other) => ({
        label: palette.language(LANGUAGES[other]),
        icon: iconOf(IconLanguage),
        run: () => speak(other),
      })),
    { label: keys.title, icon: iconOf(IconKeyboard), shortcut: '?', run: () => openDialog('shortcuts') },
    { label: account.logOut, icon: iconOf(IconLogout), run: leave },
  ]
}
