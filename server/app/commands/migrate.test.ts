import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { migrations } from '../../tables/migrations/index.ts'
import { docketIn } from '../../test/docket-command.ts'
import { eachDatabase } from '../../test/each-database.ts'
import { create } from './migrate.ts'

const names = migrations.map(({ name }) => name)

eachDatabase('docket migrate', (database) => {
  const docket = docketIn()
  let DATABASE_URL: string
  before(async () => {
    DATABASE_URL = await database.url()
  })

  const migrate = async (...words: string[]) => {
    const { code, stdout, stderr } = await docket.run(['migrate', ...words], { DATABASE_URL })
    deepEqual([code, stderr], [0, ''])
    return stdout.trimEnd().split('\n')
  }
  const status = async () => (await migrate('status')).map((line) => line.split(/ +/))

  test('applies every migration, and then has nothing to apply', async () => {
    deepEqual(
      await status(),
      names.map((name) => [name, 'pending']),
    )
    deepEqual(
      await migrate('up'),
      names.map((name) => `applied ${name}`),
    )
    deepEqual(await migrate('up'), ['Nothing to apply.'])
    for (const [index, [name, appliedAt]] of (await status()).entries()) {
      equal(name, names[index])
      match(appliedAt!, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    }
  })

  test('undoes the last one, or as many as are asked for', async () => {
    deepEqual(await migrate('down'), [`undone ${names.at(-1)}`])
    deepEqual((await status()).at(-1), [names.at(-1), 'pending'])
    deepEqual(
      await migrate('down', '999'),
      names
        .slice(0, -1)
        .reverse()
        .map((name) => `undone ${name}`),
    )
    deepEqual(await migrate('down'), ['Nothing to undo.'])
    equal((await migrate('up')).length, names.length)
  })
})

describe('docket migrate create', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'docket-migrations-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('writes the next file and adds it to the list', async () => {
    const index = readFileSync(new URL('../../tables/migrations/index.ts', import.meta.url), 'utf8')
    writeFileSync(join(folder, 'index.ts'), index)
    for (const name of names) writeFileSync(join(folder, `${name}.ts`), 'export {}\n')
    await create('add-many-labels', pathToFileURL(`${folder}/`))

    const name = `${String(names.length + 1).padStart(4, '0')}-add-many-labels`
    equal(readdirSync(folder).includes(`${name}.ts`), true)
    const list = readFileSync(join(folder, 'index.ts'), 'utf8')
    match(list, new RegExp(`^import \\{ addManyLabels \\} from './${name}\\.ts'$`, 'm'))
    match(list, /, addManyLabels\]\n$/)
    const written = readFileSync(join(folder, `${name}.ts`), 'utf8')
    match(written, new RegExp(`^export const addManyLabels: Migration = \\{\n  name: '${name}',`, 'm'))
    match(written, /async up\(db, t\)[\s\S]*async down\(db\)/)
  })
})
