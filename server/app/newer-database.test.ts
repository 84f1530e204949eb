import { equal, match } from 'node:assert/strict'
import { before, test } from 'node:test'
import { closeDatabase, openDatabase } from '../platform/database/database.ts'
import { transaction } from '../platform/database/transaction.ts'
import { docketIn } from '../test/kit/docket-command.ts'
import { eachDatabase } from '../test/kit/each-database.ts'

const COMMANDS = [
  ['serve'],
  ['migrate', 'up'],
  ['migrate', 'down', '--yes'],
  ['migrate', 'status'],
  ['user', 'create', '--username', 'ann', '--password', 'a long pass phrase of Ann'],
  ['jobs', 'list'],
  ['lambda', 'invoke', 'task-completed', '--task', '1'],
]

eachDatabase('A database that a newer version migrated', (database) => {
  const docket = docketIn()
  const environment = { DATABASE_URL: '', JWT_SECRET_KEY: 'Tq8Zr5Wk2Lx9Nv4Bm7Hc3Jd6Fg1Sp0YaQeRtUiOp' }

  before(async () => {
    environment.DATABASE_URL = await database.url()
    equal((await docket.run(['migrate', 'up'], environment)).code, 0)
    const db = openDatabase<{ migrations: { name: string; timestamp: string } }>(environment.DATABASE_URL)
    const row = { name: '0099-things-to-come', timestamp: '2030-01-01T00:00:00.000Z' }
    await transaction(db, (tx) => tx.insertInto('migrations').values(row).execute())
    await closeDatabase(db)
  })

  test('is refused by every command, with an error that names the migration', async () => {
    const tried = [...COMMANDS.map((words) => ({ words, NODE_ENV: 'production' })), { words: ['serve'], NODE_ENV: '' }]
    for (const { words, NODE_ENV } of tried) {
      const { code, stdout, stderr } = await docket.run(words, { ...environment, NODE_ENV })
      equal(code, 1, words.join(' '))
      equal(stdout, '')
      match(stderr, /^docket: This database was migrated by a newer version of Docket \(0099-things-to-come\)\. Run /)
    }
  })

  test('is reported as a failure by docket doctor', async () => {
    const { code, stdout } = await docket.run(['doctor'], environment)
    equal(code, 1)
    match(stdout, /^fail +migrations +This database was migrated by a newer version of Docket \(0099-/m)
  })
})
