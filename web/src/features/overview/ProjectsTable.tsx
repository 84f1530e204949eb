import { Link } from '@tanstack/react-router'
import { useOpenCounts, type Whose } from '../../api/overview.ts'
import { useProjects } from '../../api/projects.ts'
import type { TaskHistory } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { paths } from '../../paths.ts'
import { ProjectDot } from '../../ui/tasks/marks.tsx'
import { Line } from './charts/Line.tsx'
import css from './overview.module.css'
import { partsOf } from './period.ts'

type Row = { key: string; name: string; color: string | null; to: string; completed: readonly number[] }

/** Each project with its open, overdue and completed tasks; and the tasks without a project. */
export function ProjectsTable({ whose, history }: { whose: Whose; history: TaskHistory }) {
  const { overview: words } = usePageMessages()
  const open = useOpenCounts(whose, 'project')
  const overdue = useOpenCounts(whose, 'project', true)
  const rows = useRows(history).filter(({ key, completed }) => completed.length > 0 || open.has(key))
  if (rows.length === 0) return null
  return (
    <section>
      <h2 id="projects">{words.projects}</h2>
      <table className={css.table} aria-labelledby="projects">
        <thead>
          <tr>
            <th scope="col">{words.project}</th>
            <th scope="col">{words.open}</th>
            <th scope="col">{words.overdue}</th>
            <th scope="col">{words.done}</th>
            <td className={css.trend} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ProjectRow key={row.key} row={row} open={open.get(row.key) ?? 0} overdue={overdue.get(row.key)} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

type ProjectRowProps = { row: Row; open: number; overdue: number | undefined }

function ProjectRow({ row: { name, color, to, completed }, open, overdue }: ProjectRowProps) {
  return (
    <tr>
      <th scope="row">
        <Link to={to} className={css.project}>
          <ProjectDot color={color} />
          <span dir="auto">{name}</span>
        </Link>
      </th>
      <td>{open}</td>
      <td data-late={overdue !== undefined || undefined}>{overdue ?? 0}</td>
      <td>{sum(completed)}</td>
      <td className={css.trend}>
        {completed.length > 0 && <Line values={partsOf(completed).map(sum)} kind="spark" />}
      </td>
    </tr>
  )
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

/** The user's projects, by name, and last the tasks without a project. */
function useRows({ projects: counted }: TaskHistory): Row[] {
  const { task } = useMessages()
  const projects = useProjects()
  const completedIn = (id: number | null) => counted.find(({ project }) => project === id)?.completed ?? []
  return [
    ...projects.map(({ id, name, color }) => ({
      key: String(id),
      name,
      color,
      to: paths.project(id),
      completed: completedIn(id),
    })),
    { key: 'none', name: task.noProject, color: null, to: paths.inbox, completed: completedIn(null) },
  ]
}
