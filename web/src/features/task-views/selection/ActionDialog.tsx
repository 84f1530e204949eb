import { useRights } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import type { TaskPatch } from '../../../api/tasks/tasks.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../../ui/controls/Dialog.tsx'
import { OptionList } from '../../../ui/controls/OptionList.tsx'
import { DueForm } from '../../../ui/tasks/fields/DueField.tsx'
import { PeoplePicker } from '../../../ui/tasks/fields/PeoplePicker.tsx'
import { useReading } from '../../../ui/time/reading.ts'
import { changeTogether, copyTasks, deleteTogether } from './changes.ts'
import type { ActionName } from './cursor/useAction.ts'
import { inCommon, useCategoryOptions, useMoveOptions, usePriorityOptions, useStatusOptions } from './options.tsx'

type ActionDialogProps = {
  name: ActionName
  tasks: readonly Task[]
  onClose(): void
  /** Called when something was done with the tasks. */
  onDone(): void
  /** Opens the dialog of another action instead. */
  onAct(name: ActionName): void
  /** For pages on which tasks can be selected. */
  onSelect?(task: Task): void
}

/** Asks for the new values of some tasks, and changes all of them at once. */
export function ActionDialog(props: ActionDialogProps) {
  const { name, tasks, onClose, onDone } = props
  const { selection } = useMessages()
  const change = (patch: TaskPatch) => {
    onClose()
    onDone()
    changeTogether(tasks, patch)
  }
  if (name === 'more') return <MoreDialog {...props} />
  if (name === 'delete') return <DeleteDialog tasks={tasks} onClose={onClose} onDone={onDone} />
  return (
    <Dialog title={selection.actionOn(selection.actions[name], tasks.length)} onClose={onClose}>
      {name === 'status' && <StatusList tasks={tasks} onChange={change} />}
      {name === 'priority' && <PriorityList tasks={tasks} onChange={change} />}
      {name === 'due' && <DueChoice tasks={tasks} onChange={change} />}
      {name === 'assignee' && (
        <PeoplePicker
          project={inCommon(tasks, 'project') ?? null}
          value={inCommon(tasks, 'assigned_to') ?? null}
          onChoose={(assigned_to) => change({ assigned_to })}
        />
      )}
      {name === 'category' && <CategoryList tasks={tasks} onChange={change} />}
      {name === 'move' && <MoveList tasks={tasks} onChange={change} />}
    </Dialog>
  )
}

const MORE = ['status', 'priority', 'due', 'assignee', 'move', 'delete'] as const

/** All actions on a task, for touch screens. */
function MoreDialog({ tasks, onClose, onAct, onSelect }: ActionDialogProps) {
  const { selection, keys } = useMessages()
  const [task] = tasks
  const { canMove } = useRights(task)
  if (!task) return null
  const options = [
    ...(onSelect ? [{ key: 'select', label: keys.select }] : []),
    ...MORE.filter((key) => canMove || key !== 'delete').map((key) => ({ key, label: selection.actions[key] })),
    { key: 'copy', label: keys.copy },
  ]
  return (
    <Dialog title={task.title} onClose={onClose}>
      <OptionList
        options={options}
        onChoose={({ key }) => {
          onClose()
          if (key === 'select') onSelect?.(task)
          else if (key === 'copy') void copyTasks(tasks)
          else onAct(key as ActionName)
        }}
      />
    </Dialog>
  )
}

type ListProps = { tasks: readonly Task[]; onChange(patch: TaskPatch): void }

function StatusList({ tasks, onChange }: ListProps) {
  return <OptionList options={useStatusOptions(inCommon(tasks, 'status'))} onChoose={({ patch }) => onChange(patch)} />
}

function PriorityList({ tasks, onChange }: ListProps) {
  return (
    <OptionList options={usePriorityOptions(inCommon(tasks, 'priority'))} onChoose={({ patch }) => onChange(patch)} />
  )
}

function CategoryList({ tasks, onChange }: ListProps) {
  return <OptionList options={useCategoryOptions(tasks)} onChoose={({ patch }) => onChange(patch)} />
}

function MoveList({ tasks, onChange }: ListProps) {
  return <OptionList options={useMoveOptions(tasks)} onChoose={({ patch }) => onChange(patch)} />
}

function DueChoice({ tasks, onChange }: ListProps) {
  const reading = useReading()
  return (
    <DueForm
      due={inCommon(tasks, 'due_date') ?? null}
      reading={reading}
      onChoose={(due_date) => onChange({ due_date })}
    />
  )
}

function DeleteDialog({ tasks, onClose, onDone }: { tasks: readonly Task[]; onClose(): void; onDone(): void }) {
  const { selection, cancel } = useMessages()
  const confirm = () => {
    onClose()
    onDone()
    deleteTogether(tasks)
  }
  return (
    <Dialog title={selection.deleteTitle(tasks.length)} onClose={onClose}>
      <p>{selection.deleteText(tasks.length)}</p>
      <DialogButtons>
        <Button onClick={onClose}>{cancel}</Button>
        <Button kind="danger" onClick={confirm}>
          {selection.delete(tasks.length)}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
