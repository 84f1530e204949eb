import { deepEqual, notDeepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { people } from '../company/people.ts'
import { planHistory } from './plan.ts'

const now = Date.parse('2026-12-01T12:00:00Z')

test('The same seed plans the same year, and another seed a different one', () => {
  const plan = planHistory({ seed: 3, now, tasks: 200 })
  deepEqual(planHistory({ seed: 3, now, tasks: 200 }), plan)
  notDeepEqual(planHistory({ seed: 4, now, tasks: 200 }).stepGroups, plan.stepGroups)
})

test('A plan ends now, is in order, and changes a task only after its creation', () => {
  const { stepGroups } = planHistory({ seed: 3, now, tasks: 2_000 })
  const there = new Set<number>()
  let last = 0
  for (const { at, steps } of stepGroups) {
    ok(at >= last && at <= now)
    last = at
    for (const { kind, task } of steps) {
      if (kind === 'create') there.add(task)
      ok(there.has(task))
    }
  }
})

test('Everyone has tasks that are due around today', () => {
  const { stepGroups } = planHistory({ seed: 3, now, tasks: 0 })
  const steps = stepGroups.flatMap((group) => group.steps)
  const due = (person: number) =>
    steps.filter(
      (step) => step.kind === 'create' && step.assignee === person && (step.input.due_date ?? '') >= '2026-11-30',
    )
  for (const person of people.keys()) ok(due(person).length > 3)
})
