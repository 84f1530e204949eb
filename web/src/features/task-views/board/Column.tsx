import { useDroppable } from '@dnd-kit/core'
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type ReactNode, type Ref, type RefObject, useRef } from 'react'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { PriorityFlag, StatusMark } from '../../../ui/tasks/marks.tsx'
import type { Group, Named } from '../grouping/groups.ts'
import type { Cursor } from '../selection/cursor/useCursor.ts'
import { useScrollToCursor } from '../selection/cursor/useScrollToCursor.ts'
import type { Grouping } from '../view.ts'
import css from './Board.module.css'
import { Card } from './Card.tsx'
import type { Target } from './target.ts'

type ColumnProps = {
  column: Group
  grouping: Grouping
  categories: ReadonlyMap<number, Named>
  cursor: Cursor
  opened: number | undefined
  dragged: number | undefined
  /** The position of a dragged card in this column. */
  target: Target | undefined
  addLine: ReactNode
}

const CARD_PX = 84
const GAP = 'gap'
type Item = Task | typeof GAP

export function BoardColumn(props: ColumnProps) {
  const { column, grouping, cursor, target, addLine } = props
  const scroll = useRef<HTMLDivElement>(null)
  const rightsOf = useRightsOf()
  const { setNodeRef } = useDroppable({ id: `column ${column.key}`, data: { group: column.key } })
  const items = withGap(column.tasks, target)
  const cards = useCards(items, scroll)
  const at = items.findIndex((item) => item !== GAP && item.id === cursor.id)
  useScrollToCursor(cursor, at, cards, scroll)
  return (
    <section
      className={css.column}
      aria-label={column.label}
      ref={setNodeRef}
      data-aimed={(target && !target.hasPlace) || undefined}
    >
      <ColumnHead column={column} grouping={grouping} />
      <div className={css.cards} ref={scroll} tabIndex={column.tasks.length > 0 ? 0 : undefined}>
        <div className={css.rows} style={{ blockSize: cards.getTotalSize() }}>
          {cards.getVirtualItems().map((row) => {
            const item = items[row.index]
            if (!item) return null
            return (
              <Placed key={row.key} row={row} measure={cards.measureElement}>
                {item === GAP ? (
                  <div className={css.gap} />
                ) : (
                  <ColumnCard {...props} task={item} canChange={rightsOf(item).canChange} />
                )}
              </Placed>
            )
          })}
        </div>
        {addLine}
      </div>
    </section>
  )
}

type PlacedProps = { row: VirtualItem; measure: Ref<HTMLDivElement>; children: ReactNode }

function Placed({ row, measure, children }: PlacedProps) {
  return (
    <div ref={measure} data-index={row.index} className={css.item} style={{ transform: `translateY(${row.start}px)` }}>
      {children}
    </div>
  )
}

/** The cards near the visible part of the column. */
function useCards(items: readonly Item[], scroll: RefObject<HTMLDivElement | null>) {
  return useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => CARD_PX,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined || item === GAP ? GAP : item.uid
    },
    overscan: 6,
    gap: 8,
  })
}

type ColumnCardProps = ColumnProps & { task: Task; canChange: boolean }

function ColumnCard({ task, canChange, column, categories, cursor, opened, dragged }: ColumnCardProps) {
  return (
    <Card
      task={task}
      group={column.key}
      category={categories.get(task.category ?? 0)}
      isAtCursor={cursor.id === task.id}
      isSelected={cursor.selected.has(task.id)}
      isOpened={opened === task.id}
      isDragged={dragged === task.id}
      canChange={canChange}
      onSelect={cursor.select}
      onMore={cursor.act}
    />
  )
}

function withGap(tasks: readonly Task[], target: Target | undefined): readonly Item[] {
  if (!target?.hasPlace) return tasks
  const index = tasks.findIndex(({ id }) => id === target.before)
  return index < 0 ? [...tasks, GAP] : [...tasks.slice(0, index), GAP, ...tasks.slice(index)]
}

function ColumnHead({ column: { key, label, tasks }, grouping }: Pick<ColumnProps, 'column' | 'grouping'>) {
  return (
    <h2 className={css.head}>
      <GroupMark grouping={grouping} groupKey={key} />
      <span dir="auto">{label}</span>
      <span className={css.count}>{tasks.length}</span>
    </h2>
  )
}

function GroupMark({ grouping, groupKey }: { grouping: Grouping; groupKey: string }) {
  if (grouping === 'status') return <StatusMark status={groupKey as Task['status']} />
  if (grouping === 'priority') return <PriorityFlag priority={groupKey as Task['priority']} isNamed />
  return null
}
