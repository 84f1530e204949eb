import { deepEqual, equal, rejects } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { onPostgresAlone } from '../../../test/kit/each-database.ts'
import { pipelineOf } from './pipeline.ts'

onPostgresAlone('A statement in the pipeline', (database) => {
  let client: pg.Client
  let pipeline: ReturnType<typeof pipelineOf>

  before(async () => {
    client = new pg.Client({ connectionString: await database.url(), pipeline: true })
    await client.connect()
    await client.query('create table notes (label text primary key)')
    pipeline = pipelineOf(client)
  })
  after(() => client.end())

  const select = (value: unknown, name?: string) => ({ text: 'select $1::int as n', values: [String(value)], name })
  const insert = (label: string) => ({ text: 'insert into notes values ($1)', values: [label], name: 'insert' })
  const labels = async () =>
    (await client.query('select label from notes order by 1')).rows.map(({ label }: { label: string }) => label)

  /** How often the server sends this message while `work` runs. */
  async function timesSaid(message: 'readyForQuery' | 'rowDescription', work: () => Promise<unknown>): Promise<number> {
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
    let times = 0
    const count = () => times++
    connection.on(message, count)
    await work()
    connection.off(message, count)
    return times
  }

  test('returns its result with all others of the same turn, in order', async () => {
    const work = async () => {
      const results = await Promise.all([
        pipeline.statement(insert('a')),
        pipeline.statement(select(7)),
        pipeline.statement(insert('b')),
      ])
      deepEqual(results, [
        { rows: [], count: 1 },
        { rows: [{ n: 7 }], count: 1 },
        { rows: [], count: 1 },
      ])
    }
    equal(await timesSaid('readyForQuery', work), 1)
    deepEqual(await labels(), ['a', 'b'])
  })

  test('is described once if it has a name, and every time if it has none', async () => {
    const twice = (name?: string) => async () => {
      for (const value of [1, 2]) deepEqual((await pipeline.alone(select(value, name))).rows, [{ n: value }])
    }
    equal(await timesSaid('rowDescription', twice('named')), 1)
    equal(await timesSaid('rowDescription', twice('named')), 0)
    equal(await timesSaid('rowDescription', twice()), 2)
  })

  test('is sent before the command that follows it', async () => {
    const begun = pipeline.command('begin')
    const written = pipeline.statement(insert('c'))
    const ended = pipeline.command('rollback')
    deepEqual([(await begun).command, (await written).count, (await ended).command], ['BEGIN', 1, 'ROLLBACK'])
    deepEqual(await labels(), ['a', 'b'])
  })

  test('fails after the first failure, and leaves nothing of its transaction', async () => {
    const begun = pipeline.command('begin')
    const outcomes = await Promise.allSettled([
      pipeline.statement(insert('d')),
      pipeline.statement(insert('a')),
      pipeline.statement({ text: 'select label from notes', values: [], name: 'left out' }),
      pipeline.command('commit'),
    ])
    await begun
    deepEqual(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'fulfilled')),
      ['fulfilled', '23505', '23505', 'fulfilled'],
    )
    deepEqual(await labels(), ['a', 'b'])
    // The skipped statement is parsed when it is sent again.
    equal((await pipeline.statement({ text: 'select label from notes', values: [], name: 'left out' })).rows.length, 2)
  })

  test('succeeds after a failure when a savepoint is rolled back', async () => {
    const plain = (text: string) => pipeline.statement({ text, values: [], name: undefined })
    const begun = pipeline.command('begin')
    const kept = pipeline.statement(insert('kept'))
    const saved = plain('savepoint step')
    const failed = rejects(pipeline.statement(insert('a')), { code: '23505' })
    const undone = plain('rollback to savepoint step')
    const ended = pipeline.command('commit')
    await Promise.all([begun, kept, saved, failed, undone])
    equal((await ended).command, 'COMMIT')
    deepEqual(await labels(), ['a', 'b', 'kept'])
    await client.query(`delete from notes where label = 'kept'`)
  })

  test('is independent of others when it is sent alone', async () => {
    const [good, bad, other] = [pipeline.alone(insert('e')), pipeline.alone(insert('a')), pipeline.alone(insert('f'))]
    await rejects(bad, { code: '23505' })
    deepEqual([(await good).count, (await other).count], [1, 1])
    deepEqual(await labels(), ['a', 'b', 'e', 'f'])
  })

  test('fails when the connection breaks', async () => {
    const other = new pg.Client({ connectionString: await database.url(), pipeline: true })
    other.on('error', () => {})
    await other.connect()
    const lost = pipelineOf(other)
    await rejects(lost.alone({ text: 'select pg_terminate_backend(pg_backend_pid())', values: [], name: undefined }))
    await rejects(lost.statement(select(1)))
  })
})
