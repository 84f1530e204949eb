import { deepEqual, equal, rejects, throws } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { closeDatabase, type Database, openDatabase } from '../../platform/database/database.ts'
import { migrateDown, migrateUp } from '../../platform/database/migrations/migrator.ts'
import { migrations } from '../../tables/migrations/index.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { create, migrateCommand } from './migrate.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

eachDatabase('docket migrate create', (database) => {
  let place: string
  let folder: string
  const opened = {} as { db: Database<object> }

  before(async () => {
    opened.db = openDatabase(await database.url())
    place = mkdtempSync(join(tmpdir(), 'docket-create-'))
    folder = join(place, 'server/tables/migrations/')
    mkdirSync(folder, { recursive: true })
    const filter = (path: string) => !path.endsWith('.test.ts')
    cpSync(join(ROOT, 'server/tables/migrations'), folder, { recursive: true, filter })
    for (const name of ['node_modules', 'package.json', 'server/platform'])
      symlinkSync(join(ROOT, name), join(place, name))
  })

  after(async () => {
    await closeDatabase(opened.db)
    rmSync(place, { recursive: true })
  })

  test('writes and registers the next migrations, which compile and run up and down', async () => {
    await create('add-labels', pathToFileURL(folder))
    await create('drop-2-things', pathToFileURL(folder))
    const numbers = [migrations.length + 1, migrations.length + 2].map((number) => String(number).padStart(4, '0'))
    const written = [`${numbers[0]}-add-labels`, `${numbers[1]}-drop-2-things`]
    equal(compilersComplaints(place), '')

    const made = (await import(pathToFileURL(join(folder, 'index.ts')).href)).migrations as typeof migrations
    deepEqual(
      made.map((migration) => migration.name),
      [...migrations.map((migration) => migration.name), ...written],
    )
    const withOne = made.slice(0, -1)
    deepEqual((await migrateUp(opened.db, withOne)).at(-1), written[0])
    deepEqual(await migrateDown(opened.db, withOne), [written[0]])
  })

  test('refuses a name that is taken, and changes nothing', async () => {
    await rejects(create('add-labels', pathToFileURL(folder)), /A migration with this name already exists/)
    equal(compilersComplaints(place), '')
  })
})

describe('docket migrate create', () => {
  test('requires a name of several words that is not a keyword of the language', () => {
    for (const name of ['delete', 'sql', 'Add-Labels', 'add_labels', 'add--labels', '-add', '../add-labels', '']) {
      const command = migrateCommand()
        .exitOverride()
        .configureOutput({ writeErr: () => {} })
      for (const each of command.commands) each.exitOverride().configureOutput({ writeErr: () => {} })
      throws(() => command.parse(['create', '--', name], { from: 'user' }), /Use words separated by dashes/, name)
    }
  })
})

function compilersComplaints(place: string): string {
  const settings = { extends: join(ROOT, 'tsconfig.json'), include: [join(place, 'server/tables/migrations')] }
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(settings))
  const compiler = join(ROOT, 'node_modules/.bin/tsc')
  return spawnSync(compiler, ['--noEmit', '-p', place], { encoding: 'utf8' }).stdout
}
