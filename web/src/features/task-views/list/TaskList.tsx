import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useMemo, useRef } from 'react'
import { useProjects } from '../../../api/projects.ts'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useReading } from '../../../ui/time/reading.ts'
import type { Heading, Item } from '../grouping/groups.ts'
import { toggleTask } from '../selection/changes.ts'
import { type Cursor, useCursor } from '../selection/cursor/useCursor.ts'
import { useScrollToCursor } from '../selection/cursor/useScrollToCursor.ts'
import { SelectionBar } from '../selection/SelectionBar.tsx'
import css from './TaskList.module.css'
import { TaskRow } from './TaskRow.tsx'
import { useOpenTask } from './useOpenTask.ts'

type TaskListProps = {
  items: readonly Item[]
  /** The task in the panel. */
  opened: number | undefined
  /** The user whose list it is, if any: its rows show the project, and the assignee if it is another user. */
  owner?: number | undefined
}

/** The rows of a view; only the visible ones are rendered. */
export function TaskList({ items, opened, owner }: TaskListProps) {
  const list = useRef<HTMLDivElement>(null)
  const tasks = useMemo(() => items.flatMap((item) => (item.kind === 'task' ? [item.task] : [])), [items])
  const cursor = useCursor(tasks, opened)
  const cursorIndex = items.findIndex((item) => item.kind === 'task' && item.task.id === cursor.id)
  const rows = useRows(items, cursorIndex, list)
  useScrollToCursor(cursor, cursorIndex, rows, list)
  const propsOf = useRowProps(cursor, opened, owner)
  return (
    <>
      <div
        ref={list}
        className={css.list}
        data-selecting={cursor.selected.size > 0 || undefined}
        style={{ blockSize: rows.getTotalSize() }}
      >
        {rows.getVirtualItems().map((row) => {
          const item = items[row.index]
          if (!item) return null
          return (
            <div
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              className={css.item}
              style={{ transform: `translateY(${row.start - rows.options.scrollMargin}px)` }}
            >
              {item.kind === 'group' ? (
                <GroupHeading {...item} />
              ) : (
                <TaskRow {...propsOf(item.task)} isLast={item.isLast} />
              )}
            </div>
          )
        })}
      </div>
      <SelectionBar tasks={tasks} cursor={cursor} />
    </>
  )
}

const HEADING_PX = 44
const ROW_PX = matchMedia('(pointer: coarse)').matches ? 44 : 36

/** The rows near the visible part of the page. */
function useRows(items: readonly Item[], cursorIndex: number, list: RefObject<HTMLDivElement | null>) {
  // While these are unchanged, nothing is measured again.
  const getItemKey = useCallback((index: number) => keyOf(items[index]), [items])
  const estimateSize = useCallback((index: number) => (items[index]?.kind === 'group' ? HEADING_PX : ROW_PX), [items])
  return useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current?.closest<HTMLElement>('[data-scroll]') ?? null,
    estimateSize,
    getItemKey,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
    // The row with the focus stays rendered while scrolling.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return cursorIndex < 0 || shown.includes(cursorIndex) ? shown : [...shown, cursorIndex].sort((a, b) => a - b)
    },
  })
}

const keyOf = (item: Item | undefined): string =>
  item === undefined ? '' : item.kind === 'group' ? `group ${item.key}` : item.task.uid

/** The properties of a row, which change only with its task, so that the other rows are not rendered again. */
function useRowProps(cursor: Cursor, opened: number | undefined, owner: number | undefined) {
  const projects = useProjects()
  const projectOf = useMemo(() => new Map(projects.map((project) => [project.id, project])), [projects])
  const reading = useReading()
  const { hrefOf, open } = useOpenTask()
  const rightsOf = useRightsOf()
  const { act } = cursor
  const more = useCallback((task: Task) => act('more', [task]), [act])
  return (task: Task) => ({
    task,
    project: owner !== undefined && task.project !== null ? projectOf.get(task.project) : undefined,
    isAtCursor: cursor.id === task.id,
    isSelected: cursor.selected.has(task.id),
    isOpened: opened === task.id,
    canChange: rightsOf(task).canChange,
    hidesAssignee: owner,
    href: hrefOf(task.id),
    reading,
    onOpen: open,
    onToggle: toggleTask,
    onSelect: cursor.select,
    onMore: more,
  })
}

function GroupHeading({ label, count }: Heading) {
  return (
    <h2 className={css.group}>
      {label} <span>{count}</span>
    </h2>
  )
}
