import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useProjects } from '../../../api/projects.ts'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useReading } from '../../../ui/time/reading.ts'
import type { Item } from '../grouping/groups.ts'
import { toggleTask } from '../selection/changes.ts'
import { SelectionBar } from '../selection/SelectionBar.tsx'
import { useCursor } from '../selection/useCursor.ts'
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

const HEADING_PX = 44

/** The rows of a view; only the visible ones are rendered. */
export function TaskList({ items, opened, owner }: TaskListProps) {
  const list = useRef<HTMLDivElement>(null)
  const projects = useProjects()
  const projectOf = useMemo(() => new Map(projects.map((project) => [project.id, project])), [projects])
  const tasks = useMemo(() => items.flatMap((item) => (item.kind === 'task' ? [item.task] : [])), [items])
  const cursor = useCursor(tasks, opened)
  const cursorIndex = items.findIndex((item) => item.kind === 'task' && item.task.id === cursor.id)
  // While these are unchanged, nothing is measured again.
  const getItemKey = useCallback((index: number) => keyOf(items[index]), [items])
  const estimateSize = useCallback((index: number) => (items[index]?.kind === 'group' ? HEADING_PX : ROW_PX), [items])
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current?.closest('[data-scroll]') ?? null,
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

  useEffect(() => {
    if (!cursor.isMoving() || cursorIndex < 0) return
    rows.scrollToIndex(cursorIndex, { align: 'auto' })
    list.current?.querySelector<HTMLElement>(`[data-task="${cursor.id}"] a`)?.focus({ preventScroll: true })
  }, [cursor, cursorIndex, rows])

  const reading = useReading()
  const { hrefOf, open } = useOpenTask()
  const rightsOf = useRightsOf()
  const { act } = cursor
  const more = useCallback((task: Task) => act('more', [task]), [act])
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
                <h2 className={css.group}>
                  {item.label} <span>{item.count}</span>
                </h2>
              ) : (
                <TaskRow
                  task={item.task}
                  project={
                    owner !== undefined && item.task.project !== null ? projectOf.get(item.task.project) : undefined
                  }
                  isAtCursor={cursor.id === item.task.id}
                  isSelected={cursor.selected.has(item.task.id)}
                  isOpened={opened === item.task.id}
                  isLast={item.isLast}
                  canChange={rightsOf(item.task).canChange}
                  hidesAssignee={owner}
                  href={hrefOf(item.task.id)}
                  reading={reading}
                  onOpen={open}
                  onToggle={toggleTask}
                  onSelect={cursor.select}
                  onMore={more}
                />
              )}
            </div>
          )
        })}
      </div>
      <SelectionBar tasks={tasks} cursor={cursor} />
    </>
  )
}

const keyOf = (item: Item | undefined): string =>
  item === undefined ? '' : item.kind === 'group' ? `group ${item.key}` : item.task.uid

const ROW_PX = matchMedia('(pointer: coarse)').matches ? 44 : 36
