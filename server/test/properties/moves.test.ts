import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type Arbitrary, array, asyncProperty, assert as check, constantFrom, integer, record } from 'fast-check'
import { apisOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { person, worldOf } from '../kit/world.ts'

const TASKS = 8

type Move = { task: number; where: 'before' | 'after' | 'first' | 'last'; other: number; first: boolean }

/** Moves of different tasks that are sent concurrently. */
const batches: Arbitrary<Move[][]> = array(
  array(
    record({
      task: integer({ min: 0, max: TASKS - 1 }),
      where: constantFrom('before', 'after', 'after', 'first', 'last'),
      // Most moves are to few places.
      other: constantFrom(0, 0, 0, 1, 2, 3, 4, 5),
      first: constantFrom(true, false),
    }),
    { minLength: 1, maxLength: 6 },
  ).map((moves) =>
    moves.filter(
      ({ task, where, other }, index) =>
        !(task === other && (where === 'before' || where === 'after')) &&
        moves.findIndex((move) => move.task === task) === index,
    ),
  ),
  { minLength: 1, maxLength: 6 },
)

eachDatabase('Concurrent moves of tasks', (database) => {
  const apis = apisOn(database, { one: {}, other: {} })
  const world = worldOf(apis.one)

  test('maintain a total order, in which each task has its requested place at its commit', async () => {
    const { ann } = world
    // Two processes wait for the lock of SQLite while the other goes on; two servers of one process would stop each other.
    const other = database.name === 'sqlite' ? apis.one : apis.other
    const atOther = person(other, 'ann', { id: ann.id, access: ann.token, refresh: ann.refresh })
    const holds = asyncProperty(batches, async (plan) => {
      const { body: project } = await world.ann.post('/api/projects', { name: 'List' })
      const ids: number[] = []
      for (let index = 0; index < TASKS; index++) {
        ids.push((await world.ann.post('/api/tasks', { title: `${index}`, project: project.id })).body.id)
      }
      const read = async () => (await world.ann.get(`/api/projects/${project.id}/tasks?ordering=position`)).body.results
      for (const moves of plan) {
        const ranks = new Map<number, string>(
          (await read()).map(({ id, rank }: { id: number; rank: string }) => [id, rank]),
        )
        const since = await lastEvent()
        const responses = await Promise.all(
          moves.map(({ task, where, other, first }) =>
            (first ? world.ann : atOther).post(`/api/tasks/${ids[task]}/move`, {
              [where]: where === 'first' || where === 'last' ? true : ids[other],
            }),
          ),
        )
        for (const { status, text } of responses) equal(status, 200, text)
        requireAsAsked({ ranks, moves, ids }, await movesSince(since))
        const after = await read()
        deepEqual(
          after.map(({ id }: { id: number }) => id),
          inOrder(ranks),
        )
        equal(new Set(after.map(({ rank }: { rank: string }) => rank)).size, TASKS, 'no two tie')
      }
    })
    await check(holds, { numRuns: 25 })
  })

  const lastEvent = async (): Promise<number> => {
    const { db } = apis.one
    return (
      await db
        .selectFrom('events')
        .select(({ fn }) => fn.max('id').as('id'))
        .executeTakeFirstOrThrow()
    ).id
  }

  const movesSince = async (id: number) =>
    (
      await apis.one.db
        .selectFrom('events')
        .select(['subject_id', 'changes'])
        .where('id', '>', id)
        .orderBy('id')
        .execute()
    )
      .filter(({ changes }) => changes.rank)
      .map(({ subject_id, changes }) => ({ id: subject_id, rank: changes.rank?.to as string }))
})

type Asked = { ranks: Map<number, string>; moves: Move[]; ids: number[] }

/**
 * Follows the log, and checks each move at its commit; a move that changed nothing must have been correct at some time.
 */
function requireAsAsked({ ranks, moves, ids }: Asked, log: { id: number; rank: string }[]): void {
  const open = new Map(moves.map((move) => [ids[move.task] as number, move]))
  const settle = () => {
    for (const [id, move] of open) if (!log.some((one) => one.id === id) && holds(ranks, id, move, ids)) open.delete(id)
  }
  settle()
  for (const { id, rank } of log) {
    ranks.set(id, rank)
    const move = open.get(id) as Move
    ok(holds(ranks, id, move, ids), `${JSON.stringify(move)} is not so in ${inOrder(ranks)}`)
    open.delete(id)
    settle()
  }
  deepEqual([...open.values()], [])
}

const inOrder = (ranks: Map<number, string>): number[] =>
  [...ranks].sort(([, one], [, other]) => (one < other ? -1 : 1)).map(([id]) => id)

function holds(ranks: Map<number, string>, id: number, { where, other }: Move, ids: number[]): boolean {
  const order = inOrder(ranks)
  const place = order.indexOf(id)
  if (where === 'first') return place === 0
  if (where === 'last') return place === order.length - 1
  return order[place + (where === 'after' ? -1 : 1)] === ids[other]
}
