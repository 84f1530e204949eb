import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { eachDatabase } from './kit/each-database.ts'

const made: string[] = []

eachDatabase('A fresh database', (database) => {
  let run: (statement: string) => Promise<unknown[]>
  let close: () => Promise<void> | void

  before(async () => {
    const url = await database.url()
    made.push(url)
    if (database.name === 'sqlite') {
      const connection = new DatabaseSync(pathOf(url))
      run = async (statement) => connection.prepare(statement).all()
      close = () => connection.close()
    } else {
      const client = new pg.Client(url)
      await client.connect()
      run = async (statement) => (await client.query(statement)).rows
      close = () => client.end()
    }
  })

  after(() => close())

  test('runs a statement', async () => {
    assert.deepEqual({ ...(await run('select 1 as one'))[0]! }, { one: 1 })
  })

  test('is a supported version', async () => {
    const statement = database.name === 'sqlite' ? 'select sqlite_version() as version' : 'show server_version'
    const [version] = Object.values((await run(statement))[0]!)
    assert.ok(Number.parseInt(version, 10) >= (database.name === 'sqlite' ? 3 : 15), version)
  })

  test('is empty and accepts new tables', async () => {
    await run('create table tasks (title text not null)')
    assert.deepEqual(await run('select * from tasks'), [])
  })

  test('is a different one each time', async () => {
    assert.notEqual(await database.url(), await database.url())
  })
})

describe('After the suite', () => {
  test('its databases are removed', async () => {
    const [sqlite, postgres] = made
    assert.equal(existsSync(pathOf(sqlite!)), false)
    // The code of a database that does not exist.
    await assert.rejects(new pg.Client(postgres).connect(), { code: '3D000' })
  })
})

function pathOf(url: string): string {
  return url.replace('sqlite://', '')
}
