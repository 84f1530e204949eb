import { type Random, randomFrom } from './random.ts'

/** Who there is, who works with whom, and how many tasks are where. Ids are counted from 1. */
export type Shape = {
  users: number
  /** The first member owns the project, the others edit. */
  projects: { members: number[] }[]
  /** Where tasks live: a user's own, or a project's. */
  homes: Home[]
  /** Users whose reads are measured; what they see does not change while it is measured. */
  readers: number[]
  /** Users whose writes are measured, in projects of their own. */
  writers: number[]
  /** The user with very many tasks, where there is one. */
  heavyReader?: number
}

export type Home = { tasks: number } & ({ user: number } | { project: number })

/** 200 readers who see about 1,000 of 10,000 tasks each, and 20 writers with 2,000 of their own. */
export function comparisonShape(): Shape {
  const shape = emptyShape()
  const random = randomFrom(7)
  shape.readers = addUsers(shape, 200)
  for (let project = 0; project < 40; project++) addProject(shape, [], 200)
  for (const user of shape.readers) {
    addOwnTasks(shape, user, 10)
    for (const project of fiveOf(random, shape.projects)) project.members.push(user)
  }
  addWriters(shape, 20)
  return shape
}

export type Growth = { tasks: number; users: number; heavyTasks?: number }

/**
 * The same ten readers with the same 10,000 tasks, 1,400 to each one's eyes, in a growing crowd. With `heavyTasks`
 * one user more, who owns that many alone.
 */
export function growthShape({ tasks, users, heavyTasks = 0 }: Growth): Shape {
  const shape = emptyShape()
  if (users === 1) {
    shape.readers = addUsers(shape, 1)
    addOwnTasks(shape, 1, tasks)
  } else {
    shape.readers = addUsers(shape, 10)
    for (const user of shape.readers) addOwnTasks(shape, user, 900)
    for (let first = 0; first < 10; first++) addProject(shape, circleFrom(first), 100)
    const crowd = addUsers(shape, users - 10)
    for (const user of crowd) addOwnTasks(shape, user, Math.round((tasks - 10_000) / crowd.length))
  }
  for (const user of addUsers(shape, heavyTasks > 0 ? 1 : 0)) {
    addOwnTasks(shape, user, heavyTasks)
    shape.heavyReader = user
  }
  addWriters(shape, 2)
  return shape
}

export const countTasks = ({ homes }: Shape): number => homes.reduce((sum, { tasks }) => sum + tasks, 0)

export function projectsOf({ projects }: Shape, user: number): number[] {
  return projects.flatMap(({ members }, index) => (members.includes(user) ? [index + 1] : []))
}

const emptyShape = (): Shape => ({ users: 0, projects: [], homes: [], readers: [], writers: [] })

function addUsers(shape: Shape, count: number): number[] {
  const first = shape.users + 1
  shape.users += count
  return Array.from({ length: count }, (_, index) => first + index)
}

function addOwnTasks(shape: Shape, user: number, tasks: number): void {
  shape.homes.push({ user, tasks })
}

function addProject(shape: Shape, members: number[], tasks: number): void {
  shape.projects.push({ members })
  shape.homes.push({ project: shape.projects.length, tasks })
}

// Pairs, so that a project's creator and another one write to it.
function addWriters(shape: Shape, count: number): void {
  shape.writers = addUsers(shape, count)
  for (const [index, user] of shape.writers.entries()) {
    addOwnTasks(shape, user, 50)
    const partner = shape.writers[index ^ 1] as number
    if (user < partner) addProject(shape, [user, partner], 100)
  }
}

const circleFrom = (first: number): number[] => [0, 1, 2, 3, 4].map((step) => ((first + step) % 10) + 1)

function fiveOf<T>(random: Random, list: readonly T[]): T[] {
  const chosen = new Set<T>()
  while (chosen.size < 5) chosen.add(random.pick(list))
  return [...chosen]
}
