import { Link } from '@tanstack/react-router'
import { useProfile, useUser } from '../../api/account.ts'
import { useArchivedProjects, useProjectCounts, useProjects } from '../../api/projects.ts'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { IconButton } from '../../ui/controls/Button.tsx'
import {
  type Icon,
  IconArchive,
  IconChartBar,
  IconLayoutSidebarLeftCollapse,
  IconPlus,
  IconSearch,
  IconSettings,
  IconShield,
} from '../../ui/icons.ts'
import { COMMAND_KEY } from '../../ui/keys.ts'
import { Initials, ProjectDot } from '../../ui/tasks/marks.tsx'
import { useLists } from './lists.ts'
import css from './Sidebar.module.css'

const ADD_KEY = 'Q'
const SEARCH_KEY = '/'

type SidebarProps = { onAddTask(): void; onSearch(): void; onAddProject(): void; onCollapse?: () => void }

/** Navigation, with the numbers of open tasks. On phones it is a page of its own. */
export function Sidebar({ onAddTask, onSearch, onAddProject, onCollapse }: SidebarProps) {
  const { nav, keys } = useMessages()
  const role = useUser()?.role
  return (
    <nav className={css.sidebar} aria-label={nav.main}>
      <div className={css.head}>
        <Who />
        {onCollapse && (
          <IconButton label={nav.collapse} onClick={onCollapse} keys="[">
            <IconLayoutSidebarLeftCollapse size={16} aria-hidden />
          </IconButton>
        )}
      </div>
      <button type="button" className={css.add} onClick={onAddTask}>
        <IconPlus size={16} aria-hidden />
        {nav.addTask}
        <kbd>{ADD_KEY}</kbd>
      </button>
      <button
        type="button"
        className={css.link}
        onClick={onSearch}
        title={`${keys.search} (${SEARCH_KEY}), ${keys.commands} (${COMMAND_KEY} K)`}
      >
        <IconSearch size={16} aria-hidden />
        <span className={css.name}>{nav.search}</span>
        <kbd>{SEARCH_KEY}</kbd>
      </button>
      <Lists />
      <div className={css.scroll}>
        <Projects onAdd={onAddProject} />
      </div>
      <PageLink to={paths.overview} label={nav.overview} icon={IconChartBar} />
      <PageLink to={paths.settings} label={nav.settings} icon={IconSettings} />
      {(role === 'admin' || role === 'auditor') && <PageLink to={paths.admin} label={nav.admin} icon={IconShield} />}
    </nav>
  )
}

function PageLink({ to, label, icon: Icon }: { to: string; label: string; icon: Icon }) {
  return (
    <Link to={to} className={css.link} activeProps={{ 'data-active': true }}>
      <Icon size={16} aria-hidden />
      <span className={css.name}>{label}</span>
    </Link>
  )
}

function Who() {
  const user = useUser()
  const profile = useProfile()
  const name = profile?.display_name || user?.username || user?.email || ''
  if (!user) return null
  return (
    <div className={css.who}>
      <Initials id={user.id} name={name} size={24} isNamed />
      <span className={css.name}>{name}</span>
    </div>
  )
}

function Lists() {
  const lists = useLists()
  return (
    <ul>
      {lists.map(({ to, label, icon: Icon, count }) => (
        <li key={to}>
          <Link to={to} className={css.link} activeProps={{ 'data-active': true }}>
            <Icon size={16} aria-hidden />
            <span className={css.name}>{label}</span>
            {count > 0 && <span className={css.count}>{count}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Projects({ onAdd }: { onAdd(): void }) {
  const { nav, project } = useMessages()
  const projects = useProjects()
  const counts = useProjectCounts()
  const hasArchived = useArchivedProjects().length > 0
  return (
    <>
      <div className={css.heading}>
        <h2>{nav.projects}</h2>
        <IconButton label={nav.addProject} onClick={onAdd}>
          <IconPlus size={16} aria-hidden />
        </IconButton>
      </div>
      <ul>
        {projects.map(({ id, name, color }) => (
          <li key={id}>
            <Link to={paths.project(id)} className={css.link} activeProps={{ 'data-active': true }}>
              <span className={css.dot}>
                <ProjectDot color={color} />
              </span>
              <span className={css.name} dir="auto">
                {name}
              </span>
              {counts.get(id) && <span className={css.count}>{counts.get(id)}</span>}
            </Link>
          </li>
        ))}
        {hasArchived && (
          <li>
            <PageLink to={paths.archived} label={project.archivedProjects} icon={IconArchive} />
          </li>
        )}
      </ul>
    </>
  )
}
