import type { ReactNode } from 'react'
import { nameOf, usePerson } from '../../api/people.ts'
import { useProject } from '../../api/projects.ts'
import { useEditableProjects } from '../../api/rights.ts'
import type { Task } from '../../api/schema.d.ts'
import { isOpen, type TaskPatch, updateTask } from '../../api/tasks/tasks.ts'
import { useMessages } from '../../messages/index.ts'
import { Menu } from '../../ui/controls/Menu.tsx'
import { Popover } from '../../ui/controls/Popover.tsx'
import { reportFailure } from '../../ui/feedback/refusals.ts'
import { DueButton } from '../../ui/tasks/fields/DueField.tsx'
import { PeoplePicker } from '../../ui/tasks/fields/PeoplePicker.tsx'
import { Initials, PriorityFlag, ProjectDot, StatusMark } from '../../ui/tasks/marks.tsx'
import css from './TaskPanel.module.css'

const STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const
const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'] as const

/** The fields of a task besides its texts: each a line that opens a control to change it. */
export function FieldsSection({ task, canMove }: { task: Task; canMove: boolean }) {
  const { task: words } = useMessages()
  const change = (patch: TaskPatch) => void updateTask(task.id, patch).catch(reportFailure)
  return (
    <dl className={css.fields}>
      <FieldLine label={words.status}>
        <StatusField task={task} onChange={change} />
      </FieldLine>
      <FieldLine label={words.due}>
        <DueButton
          due={task.due_date}
          isDone={!isOpen(task)}
          onChange={(due_date) => change({ due_date })}
          className={css.value}
        />
      </FieldLine>
      <FieldLine label={words.assignee}>
        <AssigneeField task={task} onChange={change} />
      </FieldLine>
      <FieldLine label={words.priority}>
        <PriorityField task={task} onChange={change} />
      </FieldLine>
      <FieldLine label={words.project}>
        <fieldset className={css.changeable} disabled={!canMove}>
          <ProjectField task={task} onChange={change} />
        </fieldset>
      </FieldLine>
    </dl>
  )
}

function FieldLine({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css.line}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

type FieldProps = { task: Task; onChange(patch: TaskPatch): void }

function StatusField({ task, onChange }: FieldProps) {
  const { status: names, task: words } = useMessages()
  const items = STATUSES.map((status) => ({
    key: status,
    label: names[status],
    icon: <StatusMark status={status} />,
    isChosen: status === task.status,
    onChoose: () => onChange({ status }),
  }))
  return (
    <Menu
      label={words.status}
      items={items}
      trigger={
        <button type="button" className={css.value}>
          <StatusMark status={task.status} />
          {names[task.status]}
        </button>
      }
    />
  )
}

function PriorityField({ task, onChange }: FieldProps) {
  const { priority: names, task: words } = useMessages()
  const items = PRIORITIES.map((priority) => ({
    key: priority,
    label: names[priority],
    icon: <PriorityFlag priority={priority} isNamed />,
    isChosen: priority === task.priority,
    onChoose: () => onChange({ priority }),
  }))
  return (
    <Menu
      label={words.priority}
      items={items}
      trigger={
        <button type="button" className={css.value} data-empty={task.priority === 'none' || undefined}>
          <PriorityFlag priority={task.priority} isNamed />
          {names[task.priority]}
        </button>
      }
    />
  )
}

function ProjectField({ task, onChange }: FieldProps) {
  const { task: words } = useMessages()
  const projects = useEditableProjects()
  const { project: current } = useProject(task.project)
  const items = [
    {
      key: 'none',
      label: words.noProject,
      isChosen: task.project === null,
      onChoose: () => onChange({ project: null }),
    },
    ...projects.map(({ id, name, color }) => ({
      key: String(id),
      label: name,
      icon: <ProjectDot color={color} />,
      isChosen: id === task.project,
      onChoose: () => onChange({ project: id }),
    })),
  ]
  return (
    <Menu
      label={words.project}
      items={items}
      trigger={
        <button type="button" className={css.value} data-empty={!current || undefined}>
          {current && <ProjectDot color={current.color} />}
          <span dir="auto">{current?.name ?? words.noProject}</span>
        </button>
      }
    />
  )
}

function AssigneeField({ task, onChange }: FieldProps) {
  const { task: words } = useMessages()
  const person = usePerson(task.assigned_to)
  return (
    <Popover
      label={words.assignee}
      trigger={
        <button type="button" className={css.value} data-empty={task.assigned_to === null || undefined}>
          {person && <Initials id={person.id} name={nameOf(person)} isNamed />}
          {person ? nameOf(person) : words.unassigned}
        </button>
      }
    >
      {(close) => (
        <PeoplePicker
          project={task.project}
          value={task.assigned_to}
          onChoose={(assigned_to) => {
            close()
            onChange({ assigned_to })
          }}
        />
      )}
    </Popover>
  )
}
