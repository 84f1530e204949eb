import { useCategories } from '../../api/categories.ts'
import type { Waiting } from '../../api/offline/writes.ts'
import { nameOf, usePerson } from '../../api/people.ts'
import { useProject } from '../../api/projects.ts'
import type { Task } from '../../api/schema.d.ts'
import type { TaskPatch } from '../../api/tasks/tasks.ts'
import { useMessages } from '../../messages/index.ts'
import { useReading } from '../../ui/time/reading.ts'
import { dueWithTimeInWords } from '../../ui/time/words.ts'
import css from './WaitingDialog.module.css'

type Field = keyof TaskPatch

/** The user's own change, next to the version of another user. */
export function Difference({ write }: { write: Waiting }) {
  const { waiting: words, activity } = useMessages()
  if (write.kind !== 'update') return <p className={css.quiet}>{words.kinds[write.kind]}</p>
  const theirs = write.trouble?.kind === 'conflict' ? write.trouble.theirs : undefined
  return (
    <dl className={css.difference}>
      {(Object.keys(write.patch) as Field[]).map((field) => (
        <div key={field}>
          <dt>{activity.fields[field]}</dt>
          <dd>
            <span>{words.mine}</span>{' '}
            <Value field={field} value={write.patch[field]} project={theirs?.project ?? null} />
          </dd>
          {theirs && (
            <dd>
              <span>{words.theirs}</span> <Value field={field} value={theirs[field]} project={theirs.project} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

type ValueProps = { field: Field; value: Task[Field] | undefined; project: number | null }

function Value({ field, value, project }: ValueProps) {
  const messages = useMessages()
  const reading = useReading()
  if (value === null || value === undefined || value === '') return <b>{messages.waiting.nobody}</b>
  if (field === 'assigned_to') return <PersonName id={value as number} />
  if (field === 'project') return <ProjectName id={value as number} />
  if (field === 'category') return <CategoryName id={value as number} project={project} />
  if (field === 'due_date' || field === 'start_date') return <b>{dueWithTimeInWords(String(value), reading)}</b>
  if (field === 'status') return <b>{messages.status[value as Task['status']]}</b>
  if (field === 'priority') return <b>{messages.priority[value as Task['priority']]}</b>
  return <b dir="auto">{value}</b>
}

function PersonName({ id }: { id: number }) {
  const person = usePerson(id)
  return <b dir="auto">{person && nameOf(person)}</b>
}

function ProjectName({ id }: { id: number }) {
  return <b dir="auto">{useProject(id).project?.name}</b>
}

function CategoryName({ id, project }: { id: number; project: number | null }) {
  return <b dir="auto">{useCategories(project).find((one) => one.id === id)?.name}</b>
}
