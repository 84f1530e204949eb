import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomFrom } from './random.ts'
import { comparisonShape, countTasks, growthShape, projectsOf, type Shape } from './shapes.ts'
import { categoriesOf, tasksOf } from './tasks.ts'

describe('The benchmark data set', () => {
  test('is the same in every run', () => {
    const [once, again] = [[...tasksOf(comparisonShape())], [...tasksOf(comparisonShape())]]
    deepEqual(once.slice(0, 500), again.slice(0, 500))
    equal(new Set(once.map(({ uid }) => uid)).size, once.length)
  })

  test('shows each reader about 1,000 of 10,000 tasks', () => {
    const shape = comparisonShape()
    const tasks = [...tasksOf(shape)]
    const writers = new Set(shape.writers)
    const ofReaders = tasks.filter(({ createdBy }) => !writers.has(createdBy))
    equal(ofReaders.length, 10_000)
    for (const user of shape.readers) {
      const seen = countSeen(shape, user)
      ok(seen >= 1000 && seen <= 1020, `user ${user} sees ${seen}`)
    }
  })

  test('shows the same readers the same number of tasks when the data set grows', () => {
    const small = growthShape({ tasks: 10_000, users: 10 })
    const large = growthShape({ tasks: 100_000, users: 1000, heavyTasks: 5000 })
    deepEqual(
      small.readers.map((user) => countSeen(small, user)),
      large.readers.map((user) => countSeen(large, user)),
    )
    ok(Math.abs(countTasks(large) - 105_000) < 1000)
  })

  test('contains no reference across projects or owners', () => {
    const shape = comparisonShape()
    for (const task of tasksOf(shape)) {
      const home =
        task.project === null ? { user: task.owner as number, tasks: 0 } : { project: task.project, tasks: 0 }
      if (task.category !== null) ok(categoriesOf(shape, home).includes(task.category))
      equal(task.owner === null, task.project !== null)
      equal(task.status === 'completed', task.completedAt !== null)
    }
  })

  test('distributes random numbers evenly', () => {
    const random = randomFrom(1)
    const drawn = Array.from({ length: 10_000 }, () => random.below(10))
    for (let digit = 0; digit < 10; digit++) {
      const share = drawn.filter((number) => number === digit).length
      ok(share > 850 && share < 1150, `${digit} came ${share} times`)
    }
  })
})

function countSeen(shape: Shape, user: number): number {
  const projects = new Set(projectsOf(shape, user))
  return shape.homes
    .filter((home) => ('project' in home ? projects.has(home.project) : home.user === user))
    .reduce((sum, { tasks }) => sum + tasks, 0)
}
