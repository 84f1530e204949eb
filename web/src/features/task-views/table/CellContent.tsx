import type { ReactNode } from 'react'
import { nameOf, usePerson } from '../../../api/people.ts'
import type { Task } from '../../../api/schema.d.ts'
import { isOpen } from '../../../api/tasks/tasks.ts'
import { useMessages } from '../../../messages/index.ts'
import { Due, Initials, PriorityFlag, ProjectDot, StatusMark } from '../../../ui/tasks/marks.tsx'
import { useReading } from '../../../ui/time/reading.ts'
import { dueInWords } from '../../../ui/time/words.ts'
import type { Named } from '../grouping/groups.ts'
import type { Column } from '../view.ts'
import css from './Table.module.css'

type CellContentProps = { task: Task; column: Column; category: Named | undefined }

/** The value of a task in a column. */
export function CellContent({ task, column, category }: CellContentProps): ReactNode {
  const messages = useMessages()
  const reading = useReading()
  switch (column) {
    case 'status':
      return (
        <>
          <StatusMark status={task.status} />
          <span>{messages.status[task.status]}</span>
        </>
      )
    case 'priority':
      return task.priority === 'none' ? null : (
        <>
          <PriorityFlag priority={task.priority} isNamed />
          <span>{messages.priority[task.priority]}</span>
        </>
      )
    case 'assignee':
      return task.assigned_to === null ? null : <Who id={task.assigned_to} />
    case 'category':
      return category ? (
        <>
          <ProjectDot color={category.color ?? null} />
          <span dir="auto">{category.name}</span>
        </>
      ) : null
    case 'due':
      return task.due_date ? <Due due={task.due_date} isDone={!isOpen(task)} reading={reading} /> : null
    case 'created':
      return <span className={css.date}>{dueInWords(task.created_at, reading)}</span>
    case 'updated':
      return <span className={css.date}>{dueInWords(task.updated_at, reading)}</span>
  }
}

function Who({ id }: { id: number }) {
  const person = usePerson(id)
  if (!person) return null
  return (
    <>
      <Initials id={id} name={nameOf(person)} isNamed />
      <span dir="auto">{nameOf(person)}</span>
    </>
  )
}
