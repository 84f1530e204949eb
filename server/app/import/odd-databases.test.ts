import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import pg from 'pg'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { movingIn } from '../../test/kit/older-systems/moving-in.ts'
import type { Person } from '../../test/kit/world.ts'

// Of "garden gate 7", by Flask-Bcrypt at little cost.
const HASH = '$2b$04$niu62QlSpbzRncspk6HKd.z8bvB1YPmJv2Sfhi9kG3t5IELZL2Mby'
// UUIDs, whose bytes are no text.
const ANN = '80f0000000004000a000000000000001'
const BEN = '81f0000000004000a000000000000001'
const CLEO = '82f0000000004000a000000000000001'

eachDatabase('The import of a database with unusual types', ({ name, ...database }) => {
  const isSqlite = name === 'sqlite'
  const bytes = (hex: string) => (isSqlite ? `x'${hex}'` : `'\\x${hex}'`)
  const hashAsBytes = bytes(Buffer.from(HASH).toString('hex'))
  const user = (id: string, username: string, hash: string, createdAt: string) =>
    `insert into users values (${bytes(id)}, '${username}', ${hash}, '${createdAt}')`

  const { place, moveIn, logIn } = movingIn({ name, ...database }, (url) =>
    execute(url, [
      // Columns of SQLite need no type.
      `create table users (id ${isSqlite ? 'blob' : 'bytea'} primary key, username text, password_hash text, created_at text)`,
      `create table profiles (id integer primary key, user_id ${isSqlite ? '' : 'bytea'}, bio text)`,
      `create table categories (id ${isSqlite ? '' : 'integer'} primary key, name text, user_id ${isSqlite ? 'blob' : 'bytea'})`,
      `create table tasks (id integer primary key, title text, user_id ${isSqlite ? 'blob' : 'bytea'}, category text)`,
      user(ANN, 'ann', `'${HASH}'`, '2024-07-01 12:00:00'),
      user(BEN, 'ben', hashAsBytes, '2024-07-02 12:00:00'),
      `insert into profiles values (1, ${bytes(ANN)}, 'Sows'), (2, ${bytes(BEN)}, 'Mows')`,
      `insert into categories values (1, 'Beds', ${bytes(ANN)})`,
      `insert into tasks values (1, 'Sow', ${bytes(ANN)}, '1'), (2, 'Mow', ${bytes(BEN)}, 'Lawn')`,
    ]),
  )

  test('distinguishes binary keys, and category names from category ids', async () => {
    const report = await moveIn('flask', { apply: true })
    match(report, /^users: 2 imported$/m)
    match(report, /^tasks 2 "Mow": imported: is without its category "Lawn", which is in no table of categories$/m)
    for (const [username, bio, title, categories] of [
      ['ann', 'Sows', 'Sow', ['Beds']],
      ['ben', 'Mows', 'Mow', []],
    ] as const) {
      const person = await logIn(username, 'garden gate 7')
      deepEqual(await namesOf(person, '/api/tasks'), [title])
      deepEqual(await namesOf(person, '/api/categories'), categories)
      equal((await person.get('/api/profile')).body.bio, bio)
    }
  })

  const namesOf = async (person: Person, list: string): Promise<string[]> =>
    (await person.get(list)).body.results.map(({ title, name }: Record<string, string>) => title ?? name)

  test('rehashes a bcrypt password at the first login', async () => {
    const rows = await place.api.db.selectFrom('users').select('password_hash').execute()
    for (const { password_hash } of rows) match(password_hash, /^\$argon2id\$/)
  })

  test('resumes after the oldest account was deleted and others registered', async () => {
    await execute(place.from, [
      `delete from users where username = 'ann'`,
      user(CLEO, 'cleo', `'${HASH}'`, '2024-07-03 12:00:00'),
      `insert into tasks values (3, 'Rake', ${bytes(CLEO)}, null)`,
    ])
    const report = await moveIn('flask', { apply: true })
    match(report, /^users: 1 imported, 1 imported before$/m)
    match(report, /^tasks: 1 imported, 2 imported before$/m)
  })

  test('warns of a different database when it knows none of the accounts', async () => {
    await execute(place.from, [`update users set created_at = '2025-01-01 00:00:00'`])
    await rejects(
      moveIn('flask'),
      /^Error: A database older with other accounts was imported before\. If this is a different database/,
    )
  })
})

async function execute(url: string, statements: readonly string[]): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const file = new DatabaseSync(new URL(url).pathname)
    for (const statement of statements) file.exec(statement)
    return file.close()
  }
  const client = new pg.Client(url)
  await client.connect()
  await client.query('set standard_conforming_strings = on')
  for (const statement of statements) await client.query(statement)
  await client.end()
}
