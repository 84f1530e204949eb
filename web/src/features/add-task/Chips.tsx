import type { ReactElement, ReactNode } from 'react'
import { nameOf, usePerson } from '../../api/people.ts'
import { useMessages } from '../../messages/index.ts'
import { Menu } from '../../ui/controls/Menu.tsx'
import { Popover } from '../../ui/controls/Popover.tsx'
import { IconCalendar, IconFlag, IconUser } from '../../ui/icons.ts'
import { DueForm } from '../../ui/tasks/fields/DueField.tsx'
import { PeoplePicker } from '../../ui/tasks/fields/PeoplePicker.tsx'
import { Initials, PriorityFlag, ProjectDot } from '../../ui/tasks/marks.tsx'
import { useReading } from '../../ui/time/reading.ts'
import { dueWithTimeInWords } from '../../ui/time/words.ts'
import css from './AddTask.module.css'
import type { LineState } from './useLine.ts'

const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'] as const

type ChipsProps = { line: LineState; onChosen(): void }

/** The fields that the task will have, each a button to choose it by hand. */
export function Chips({ line, onChosen }: ChipsProps) {
  return (
    <div className={css.chips}>
      <DateChip line={line} onChosen={onChosen} />
      <PriorityChip line={line} onChosen={onChosen} />
      <ProjectChip line={line} onChosen={onChosen} />
      <PersonChip line={line} onChosen={onChosen} />
    </div>
  )
}

function chip(label: string, icon: ReactNode, isSet: boolean, text: string): ReactElement {
  return (
    <button type="button" className={css.chip} data-set={isSet || undefined}>
      {icon}
      <span className="visually-hidden">{`${label}: `}</span>
      <span dir="auto">{text}</span>
    </button>
  )
}

function DateChip({ line, onChosen }: ChipsProps) {
  const reading = useReading()
  const { task } = reading.messages
  const due = line.fields.due_date ?? null
  const text = due ? dueWithTimeInWords(due, reading) : task.noDueDate
  return (
    <Popover label={task.due} trigger={chip(task.due, <IconCalendar size={16} aria-hidden />, due !== null, text)}>
      {(close) => (
        <DueForm
          due={due}
          reading={reading}
          onChoose={(due_date) => {
            close()
            line.choose('date', { due_date })
            onChosen()
          }}
        />
      )}
    </Popover>
  )
}

function PriorityChip({ line, onChosen }: ChipsProps) {
  const { priority: names, task } = useMessages()
  const current = line.fields.priority ?? 'none'
  const icon = current === 'none' ? <IconFlag size={16} aria-hidden /> : <PriorityFlag priority={current} isNamed />
  const items = PRIORITIES.map((priority) => ({
    key: priority,
    label: names[priority],
    icon: <PriorityFlag priority={priority} isNamed />,
    isChosen: priority === current,
    onChoose: () => {
      line.choose('priority', { priority })
      onChosen()
    },
  }))
  const text = current === 'none' ? task.priority : names[current]
  return <Menu label={task.priority} items={items} trigger={chip(task.priority, icon, current !== 'none', text)} />
}

function ProjectChip({ line, onChosen }: ChipsProps) {
  const { task } = useMessages()
  const { projects } = line.vocabulary
  const current = projects.find(({ id }) => id === line.fields.project)
  const choose = (project: number | null) => {
    line.choose('project', { project })
    onChosen()
  }
  const items = [
    { key: 'none', label: task.noProject, isChosen: !current, onChoose: () => choose(null) },
    ...projects.map(({ id, name, color }) => ({
      key: String(id),
      label: name,
      icon: <ProjectDot color={color} />,
      isChosen: id === current?.id,
      onChoose: () => choose(id),
    })),
  ]
  const trigger = chip(
    task.project,
    <ProjectDot color={current?.color ?? null} />,
    current !== undefined,
    current?.name ?? task.noProject,
  )
  return <Menu label={task.project} items={items} trigger={trigger} />
}

function PersonChip({ line, onChosen }: ChipsProps) {
  const { task } = useMessages()
  const id = line.fields.assigned_to ?? null
  const person = usePerson(id)
  const icon = person ? <Initials id={person.id} name={nameOf(person)} isNamed /> : <IconUser size={16} aria-hidden />
  return (
    <Popover
      label={task.assignee}
      trigger={chip(task.assignee, icon, id !== null, person ? nameOf(person) : task.unassigned)}
    >
      {(close) => (
        <PeoplePicker
          project={line.fields.project ?? null}
          value={id}
          onChoose={(assigned_to) => {
            close()
            line.choose('person', { assigned_to })
            onChosen()
          }}
        />
      )}
    </Popover>
  )
}
