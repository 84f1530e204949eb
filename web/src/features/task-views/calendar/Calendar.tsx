import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  pointerWithin,
  useDraggable,
  useDroppable,
} from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useMessages } from '../../../messages/index.ts'
import { isSelecting } from '../../../ui/keys.ts'
import { PriorityFlag, StatusMark } from '../../../ui/tasks/marks.tsx'
import { isDay } from '../../../ui/time/days.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { dayInParts, dueInFull, type Reading, timeInWords } from '../../../ui/time/words.ts'
import { changeTogether } from '../selection/changes.ts'
import { type Cursor, useCursor } from '../selection/cursor/useCursor.ts'
import { SelectionBar } from '../selection/SelectionBar.tsx'
import { useDragSensors } from '../useDragSensors.ts'
import type { ChangeView } from '../useView.ts'
import type { View } from '../view.ts'
import css from './Calendar.module.css'
import { CalendarBar } from './CalendarBar.tsx'
import { byDay, onDay, weeksOf } from './days.ts'

type CalendarProps = {
  view: View
  change: ChangeView
  tasks: readonly Task[]
  opened: number | undefined
}

const MOST_IN_MONTH = 4

/** Tasks on the days on which they are due. Dragging a task to another day changes its due date. */
export function Calendar({ view, change, tasks, opened }: CalendarProps) {
  const reading = useReading()
  const day = view.day ?? reading.today
  const weeks = useMemo(() => weeksOf(day, view.span), [day, view.span])
  const days = useMemo(() => byDay(tasks, reading.zone), [tasks, reading.zone])
  const shown = useMemo(() => weeks.flat().flatMap((one) => days.get(one) ?? []), [weeks, days])
  const cursor = useCursor(shown, opened)
  const { dragged, ...drag } = useTaskDrag(tasks, reading)
  return (
    <DndContext sensors={useDragSensors()} collisionDetection={pointerWithin} {...drag}>
      <CalendarBar view={view} day={day} today={reading.today} change={change} />
      <Weekdays week={weeks[0] ?? []} language={reading.language} />
      <div className={css.weeks} data-span={view.span}>
        {weeks.flat().map((one) => (
          <Day
            key={one}
            day={one}
            month={day.slice(0, 7)}
            span={view.span}
            tasks={days.get(one) ?? NOTHING}
            reading={reading}
            cursor={cursor}
            opened={opened}
            onMore={() => change({ span: 'week', day: one }, true)}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged && (
          <div className={css.task} data-lifted>
            <TaskFace task={dragged} reading={reading} />
          </div>
        )}
      </DragOverlay>
      <SelectionBar tasks={shown} cursor={cursor} />
    </DndContext>
  )
}

/** The dragged task, and the handlers of the drag. */
function useTaskDrag(tasks: readonly Task[], { zone }: Reading) {
  const [dragged, setDragged] = useState<Task>()
  const drop = (day: string | undefined) => {
    setDragged(undefined)
    if (dragged && day) changeTogether([dragged], { due_date: onDay(dragged.due_date, day, zone) })
  }
  return {
    dragged,
    onDragStart: ({ active }: DragStartEvent) => setDragged(tasks.find(({ id }) => id === active.id)),
    onDragEnd: ({ over }: DragEndEvent) => drop(over?.id as string | undefined),
    onDragCancel: () => setDragged(undefined),
  }
}

function Weekdays({ week, language }: { week: readonly string[]; language: string }) {
  return (
    <div className={css.weekdays} aria-hidden>
      {week.map((day) => (
        <span key={day}>{dayInParts(day, language, { weekday: 'short' })}</span>
      ))}
    </div>
  )
}

const NOTHING: readonly Task[] = []

type DayProps = {
  day: string
  month: string
  span: View['span']
  tasks: readonly Task[]
  reading: Reading
  cursor: Cursor
  opened: number | undefined
  onMore(): void
}

function Day({ day, month, span, tasks, reading, cursor, opened, onMore }: DayProps) {
  const rightsOf = useRightsOf()
  const { views } = useMessages()
  const { setNodeRef, isOver } = useDroppable({ id: day })
  const shown = span === 'month' && tasks.length > MOST_IN_MONTH ? tasks.slice(0, MOST_IN_MONTH - 1) : tasks
  return (
    <section
      ref={setNodeRef}
      className={css.day}
      aria-label={dayInParts(day, reading.language, { weekday: 'long', day: 'numeric', month: 'long' })}
      data-outside={(span === 'month' && !day.startsWith(month)) || undefined}
      data-today={day === reading.today || undefined}
      data-aimed={isOver || undefined}
    >
      <span className={css.number}>{dayInParts(day, reading.language, { day: 'numeric' })}</span>
      {shown.map((task) => (
        <DayTask
          key={task.uid}
          task={task}
          reading={reading}
          cursor={cursor}
          isOpened={opened === task.id}
          canChange={rightsOf(task).canChange}
        />
      ))}
      {shown.length < tasks.length && (
        <button type="button" className={css.more} onClick={onMore}>
          {views.moreTasks(tasks.length - shown.length)}
        </button>
      )}
    </section>
  )
}

type DayTaskProps = { task: Task; reading: Reading; cursor: Cursor; isOpened: boolean; canChange: boolean }

function DayTask({ task, reading, cursor, isOpened, canChange }: DayTaskProps) {
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: task.id, disabled: !canChange || task.id < 0 })
  return (
    <div
      ref={setNodeRef}
      className={css.task}
      data-task={task.id}
      data-cursor={cursor.id === task.id || undefined}
      data-selected={cursor.selected.has(task.id) || isOpened || undefined}
      data-dragged={isDragging || undefined}
      data-done={task.status === 'completed' || undefined}
      title={task.due_date ? `${task.title}\n${dueInFull(task.due_date, reading)}` : task.title}
      {...listeners}
    >
      <Link
        to="."
        search={(held: object) => ({ ...held, task: task.id })}
        disabled={task.id < 0}
        draggable={false}
        onClick={(event) => {
          if (!canChange || !isSelecting(event)) return
          event.preventDefault()
          cursor.select(task, event.shiftKey)
        }}
      >
        <TaskFace task={task} reading={reading} />
      </Link>
    </div>
  )
}

const TaskFace = ({ task, reading }: { task: Task; reading: Reading }) => (
  <>
    <StatusMark status={task.status} />
    <span className={css.title} dir="auto">
      {task.title}
    </span>
    {task.due_date && !isDay(task.due_date) && <time>{timeInWords(task.due_date, reading)}</time>}
    <PriorityFlag priority={task.priority} />
  </>
)
