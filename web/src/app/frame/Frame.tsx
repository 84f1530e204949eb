import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, useEffect, useState } from 'react'
import { useProfile } from '../../api/account.ts'
import { ownName } from '../../api/base-path.ts'
import { useTaskList } from '../../api/tasks/tasks.ts'
import { followServer } from '../../api/updates.ts'
import { AddTaskButton } from '../../features/add-task/AddTaskButton.tsx'
import { Sidebar } from '../../features/sidebar/Sidebar.tsx'
import { setLanguage, useLanguage, useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { IconButton } from '../../ui/controls/Button.tsx'
import { IconLayoutSidebarLeftExpand } from '../../ui/icons.ts'
import { useCommandKey, useKeys } from '../../ui/keys.ts'
import { dialogs, openDialog } from './dialog-store.ts'
import { Dialogs } from './dialogs.tsx'
import css from './Frame.module.css'
import { LazyPart } from './LazyPart.tsx'
import { OfflineBar } from './OfflineBar.tsx'
import { TabBar } from './TabBar.tsx'

const TaskPanel = lazy(() =>
  import('../../features/task-panel/TaskPanel.tsx').then(({ TaskPanel }) => ({ default: TaskPanel })),
)

const COLLAPSED = ownName('sidebar')

/** The frame of every page: the sidebar, the panel of a task, and dialogs over both. */
export function Frame() {
  const { nav } = useMessages()
  const { task } = useSearch({ from: '/inside' })
  const { isCollapsed, collapse } = useCollapsing()
  const toggleSidebar = () => collapse(!isCollapsed)
  useServer()
  useTaskList({ kind: 'mine' })
  useFrameKeys(toggleSidebar)
  return (
    <div className={css.frame} data-panel={task !== undefined || undefined} data-collapsed={isCollapsed || undefined}>
      <button type="button" className={css.skip} onClick={() => document.getElementById('main')?.focus()}>
        {nav.skip}
      </button>
      <div className={css.sidebar}>
        <Sidebar
          onAddTask={() => openDialog('add-task')}
          onSearch={() => openDialog('search')}
          onAddProject={() => openDialog('add-project')}
          onCollapse={() => collapse(true)}
        />
      </div>
      <main id="main" className={css.main} data-scroll data-scroll-restoration-id="main" tabIndex={-1}>
        <OfflineBar />
        {isCollapsed && (
          <IconButton className={css.expand} label={nav.expand} keys="[" onClick={() => collapse(false)}>
            <IconLayoutSidebarLeftExpand size={16} aria-hidden />
          </IconButton>
        )}
        <Outlet />
      </main>
      {task !== undefined && <Panel task={task} />}
      <AddTaskButton onClick={() => openDialog('add-task')} />
      <TabBar />
      <Dialogs toggleSidebar={toggleSidebar} />
    </div>
  )
}

function Panel({ task }: { task: number }) {
  const navigate = useNavigate()
  const close = () => void navigate({ to: '.', search: (held: object) => ({ ...held, task: undefined }) })
  return (
    <div className={css.panel}>
      <LazyPart key={task} onFail={close}>
        <TaskPanel id={task} onClose={close} />
      </LazyPart>
    </div>
  )
}

/** Whether the sidebar is collapsed, as it was left on this device. */
function useCollapsing() {
  const [isCollapsed, setCollapsed] = useState(localStorage.getItem(COLLAPSED) === 'hidden')
  const collapse = (hidden: boolean) => {
    localStorage.setItem(COLLAPSED, hidden ? 'hidden' : 'shown')
    setCollapsed(hidden)
  }
  return { isCollapsed, collapse }
}

/** The keys of every page. */
function useFrameKeys(toggleSidebar: () => void): void {
  const navigate = useNavigate()
  useKeys({
    q: (event) => {
      event.preventDefault()
      openDialog('add-task')
    },
    '/': (event) => {
      event.preventDefault()
      openDialog('search')
    },
    '?': () => openDialog('shortcuts'),
    '[': toggleSidebar,
    'g t': () => void navigate({ to: paths.today }),
    'g u': () => void navigate({ to: paths.upcoming }),
    'g i': () => void navigate({ to: paths.inbox }),
    'g o': () => void navigate({ to: paths.overview }),
  })
  useCommandKey('k', () => openDialog(dialogs.get()?.name === 'palette' ? undefined : 'palette'))
}

/** Follows the events of the server, and the language of the profile. */
function useServer(): void {
  const queries = useQueryClient()
  useEffect(() => followServer(queries), [queries])
  const locale = useProfile()?.locale.slice(0, 2)
  const language = useLanguage()
  useEffect(() => {
    const chosen = localStorage.getItem(ownName('language'))
    if (!chosen && (locale === 'de' || locale === 'en') && locale !== language) void setLanguage(locale, false)
  }, [locale, language])
}
