import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Task } from './src/api/schema.d.ts'
import { placeOf, targetOf } from './src/features/task-views/board/target.ts'
import { onDay, weeksOf } from './src/features/task-views/calendar/days.ts'
import { matchesOf } from './src/features/task-views/filters/matching.ts'
import { groupTasks, itemsOf } from './src/features/task-views/grouping/groups.ts'
import { compareOf } from './src/features/task-views/grouping/orders.ts'
import { filterInAddress, readSearch, viewOf } from './src/features/task-views/view.ts'
import { en } from './src/messages/en.ts'

const reading = { zone: 'Europe/Berlin', today: '2026-11-29', language: 'en', messages: en }
const here = { user: 7, ...reading }
const nobody = { categories: [], people: [] }

test('a missing priority has a label in every language', async () => {
  const { de } = await import('./src/messages/de.ts')
  for (const [messages, label] of [
    [en, 'No priority'],
    [de, 'Keine Priorität'],
  ] as const) {
    equal(groupTasks([], 'priority', { ...reading, messages }, nobody).at(-1)?.label, label)
  }
})

describe('A view', () => {
  test('is determined by its URL, with defaults', () => {
    const { layout, filters, order, grouping } = viewOf({})
    deepEqual(
      { layout, filters, order, grouping },
      {
        layout: 'list',
        filters: { status: ['pending', 'in_progress'], priority: [], assignee: [], category: [], due: [] },
        order: 'due',
        grouping: 'due',
      },
    )
    const sent = viewOf(
      readSearch({ view: 'board', priority: 'high urgent', assignee: 7, order: '-title', group: 'due' }),
    )
    deepEqual(sent.filters.priority, ['high', 'urgent'])
    deepEqual(sent.filters.assignee, ['7'])
    deepEqual([sent.order, sent.isReversed], ['title', true])
    equal(sent.grouping, 'status', 'a board has no columns by date')
    deepEqual(sent.filters.status, [], 'and shows what is completed')
  })

  test('drops invalid values in the URL', () => {
    const search = {
      view: 'wall',
      status: 'done pending',
      due: 4,
      category: '1 x',
      order: 'size',
      day: '2026-13-01',
      q: 12,
    }
    deepEqual(readSearch(search), { status: 'pending', category: 1, q: '12' })
  })

  test('writes a filter that matches everything only where the default is narrower', () => {
    equal(filterInAddress('status', []), 'any')
    deepEqual(viewOf({ status: 'any' }).filters.status, [])
    equal(filterInAddress('priority', []), undefined)
    equal(filterInAddress('category', ['3']), 3)
    equal(filterInAddress('category', ['3', 'none']), '3 none')
  })
})

describe('Filters', () => {
  const found = (search: Record<string, unknown>, ...tasks: Task[]) =>
    tasks.filter(matchesOf(viewOf(readSearch(search)), here, (id) => id === 99)).map(({ id }) => id)

  test('match one of the values of each field', () => {
    const tasks = [
      task({ id: 1, priority: 'high', assigned_to: 7 }),
      task({ id: 2, priority: 'high' }),
      task({ id: 3, priority: 'low', assigned_to: 8 }),
      task({ id: 4, status: 'completed', priority: 'high', assigned_to: 7 }),
      task({ id: 99, status: 'completed', priority: 'high', assigned_to: 7 }),
    ]
    deepEqual(found({ priority: 'high' }, ...tasks), [1, 2, 99], 'one that was just completed stays for a moment')
    deepEqual(found({ priority: 'high low', assignee: 'me none' }, ...tasks), [1, 2, 99])
    deepEqual(found({ assignee: 8, status: 'any' }, ...tasks), [3])
    deepEqual(found({ status: 'completed' }, ...tasks), [4, 99])
  })

  test('interpret dates in the time zone of the user', () => {
    const late = task({ id: 1, due_date: '2026-11-28T23:30:00Z' })
    const tasks = [
      late,
      task({ id: 2, due_date: '2026-11-28' }),
      task({ id: 3, due_date: '2026-12-07' }),
      task({ id: 4 }),
    ]
    deepEqual(found({ due: 'today' }, ...tasks), [1])
    deepEqual(found({ due: 'overdue none' }, ...tasks), [2, 4])
    deepEqual(found({ due: 'later' }, ...tasks), [3])
  })

  test('match words regardless of case and accents', () => {
    const tasks = [task({ id: 1, title: 'Réserver le café' }), task({ id: 2, title: 'Cafe', description: 'RESERVER' })]
    deepEqual(found({ q: 'cafe reserver' }, ...tasks), [1, 2])
    deepEqual(found({ q: 'café thé' }, ...tasks), [])
  })
})

describe('Groups', () => {
  test('are in their own order, and lists omit empty ones', () => {
    const tasks = [task({ id: 1, due_date: '2026-11-29' }), task({ id: 2 }), task({ id: 3, due_date: '2026-11-20' })]
    const labels = (grouping: 'due' | 'priority') =>
      itemsOf(groupTasks(tasks, grouping, reading, nobody)).flatMap((item) => (item.kind === 'group' ? item.label : []))
    deepEqual(labels('due'), ['Overdue', 'Today', 'No date'])
    deepEqual(labels('priority'), ['No priority'])
  })

  test('contain the change that moves a task into them, even if they are empty', () => {
    const names = { ...nobody, categories: [{ id: 5, name: 'Infra' }] }
    const groups = groupTasks([task({ id: 1, category: 6 })], 'category', reading, names)
    deepEqual(
      groups.map(({ key, patch, tasks }) => ({ key, patch, count: tasks.length })),
      [
        { key: '5', patch: { category: 5 }, count: 0 },
        { key: 'none', patch: { category: null }, count: 0 },
        { key: '6', patch: undefined, count: 1 },
      ],
    )
  })
})

test('Orders can be reversed, and the manual order is by rank', () => {
  const tasks = [
    task({ id: 1, title: 'b', rank: 'a1' }),
    task({ id: 2, title: 'a', rank: 'a' }),
    task({ id: -1, title: 'c' }),
  ]
  const ids = (order: 'title' | 'manual', isReversed = false) =>
    [...tasks].sort(compareOf(order, isReversed)).map(({ id }) => id)
  deepEqual(ids('title'), [2, 1, -1])
  deepEqual(ids('title', true), [-1, 1, 2])
  deepEqual(ids('manual'), [2, 1, -1])
})

describe('A dragged card', () => {
  const tasks = [task({ id: 1 }), task({ id: 2 }), task({ id: 3 })]
  const columns = [{ key: 'pending', label: 'To do', patch: { status: 'pending' as const }, tasks }]
  const over = (data: object) =>
    ({ id: '', rect: { top: 100, height: 50 }, disabled: false, data: { current: data } }) as never
  const at = (top: number) => ({ top, height: 50 }) as never
  const board = { columns, held: undefined, isByHand: true }

  test('goes before the card below it, or after it past the middle of that card', () => {
    equal(targetOf(over({ group: 'pending', task: 2 }), at(90), board)?.before, 2)
    equal(targetOf(over({ group: 'pending', task: 2 }), at(110), board)?.before, 3)
    equal(targetOf(over({ group: 'pending', task: 3 }), at(110), board)?.before, undefined)
  })

  test('keeps its place between cards, goes to the end of another column, and has no place in other orders', () => {
    const held = { group: 'pending', before: 2, hasPlace: true }
    deepEqual(targetOf(over({ group: 'pending' }), at(0), { ...board, held }), held)
    deepEqual(targetOf(over({ group: 'pending' }), at(0), board), { ...held, before: undefined })
    equal(targetOf(over({ group: 'pending', task: 2 }), at(0), { ...board, isByHand: false })?.hasPlace, false)
    equal(targetOf(null, at(0), board), undefined)
  })

  test('is not moved to its own place', () => {
    const [first, second, third] = tasks as [Task, Task, Task]
    deepEqual(placeOf(first, 3, tasks), { before: 3 })
    deepEqual(placeOf(first, undefined, tasks), { after: 3 })
    equal(placeOf(first, 2, tasks), undefined)
    equal(placeOf(second, 2, tasks), undefined)
    equal(placeOf(third, undefined, tasks), undefined)
    equal(placeOf(task({ id: 9 }), undefined, []), undefined)
  })
})

describe('The calendar', () => {
  test('contains the weeks of a month, from Monday on', () => {
    const weeks = weeksOf('2026-11-29', 'month')
    deepEqual([weeks.length, weeks[0]?.[0], weeks.at(-1)?.[6]], [6, '2026-10-26', '2026-12-06'])
    deepEqual(weeksOf('2026-11-29', 'week')[0]?.[0], '2026-11-23')
  })

  test('preserves the time of day when a task moves to another day, also across clock changes', () => {
    equal(onDay('2026-10-24T15:00:00Z', '2026-10-26', 'Europe/Berlin'), '2026-10-26T16:00:00.000Z')
    equal(onDay('2026-10-24', '2026-10-26', 'Europe/Berlin'), '2026-10-26')
    equal(onDay(null, '2026-10-26', 'Europe/Berlin'), '2026-10-26')
  })
})

function task(fields: Partial<Task>): Task {
  return {
    id: 1,
    uid: '',
    title: 'Task',
    description: '',
    status: 'pending',
    completed: false,
    completed_at: null,
    priority: 'none',
    due_date: null,
    start_date: null,
    project: 1,
    category: null,
    assigned_to: null,
    created_by: null,
    position: 0,
    rank: '',
    version: 1,
    created_at: '2026-11-01T00:00:00.000Z',
    updated_at: '2026-11-01T00:00:00.000Z',
    ...fields,
  }
}
