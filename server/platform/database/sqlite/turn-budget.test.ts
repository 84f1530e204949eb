import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { TurnBudget } from './turn-budget.ts'

/** Blocks the event loop for as long as a long read of SQLite. */
function keep(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('Concurrent long reads each get a turn of the event loop, in order; short ones share one', async () => {
  const budget = new TurnBudget(10)
  let turn = 0
  let isOver = false
  const count = () => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const read = (ms: number) =>
    budget.run(async () => {
      keep(ms)
      return turn
    })
  const turns = await Promise.all([read(0), read(0), read(12), read(12), read(12)])
  isOver = true
  equal(new Set(turns.slice(0, 3)).size, 1)
  deepEqual(turns.slice(2), [...new Set(turns.slice(2))].sort())
  equal(new Set(turns.slice(2)).size, 3)
})

test('Statements of a transaction wait for the next turn after long work between them, and stay in order', async () => {
  const budget = new TurnBudget(10, { countsAll: true })
  const order: string[] = []
  let isNextTurn = false
  setImmediate(() => {
    isNextTurn = true
  })
  await budget.run(async () => order.push('first'))
  equal(isNextTurn, false)
  keep(12)
  const second = budget.run(async () => order.push('second'))
  const third = budget.run(async () => order.push('third'))
  await Promise.all([second, third])
  deepEqual([order, isNextTurn], [['first', 'second', 'third'], true])
})

test('A read that fails rejects its caller, at once or in a later turn', async () => {
  const budget = new TurnBudget(10)
  const failing = () => budget.run(() => Promise.reject(new Error('no')))
  await rejects(failing(), /no/)
  const long = budget.run(async () => keep(12))
  await Promise.all([long, rejects(failing(), /no/)])
})
