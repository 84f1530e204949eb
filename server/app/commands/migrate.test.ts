import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { migrations } from '../../tables/migrations/index.ts'
import { docketIn, type Ended } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
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

  test('applies every migration, and then has nothing left to apply', async () => {
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

  test('reports what a rollback deletes, and performs it only with --yes', async () => {
    const migrated = { DATABASE_URL, JWT_SECRET_KEY: 'Tq8Zr5Wk2Lx9Nv4Bm7Hc3Jd6Fg1Sp0YaQeRtUiOp' }
    await docket.run(['user', 'create', '--username', 'ann', '--password', 'a pass phrase of Ann'], migrated)
    const steps = ['migrate', 'down', '999']
    const unasked = await docket.run(steps, migrated)
    deepEqual([unasked.code, unasked.stderr], [1, 'docket: Nothing was changed. Add --yes to confirm.\n'])
    match(unasked.stdout, /^This deletes:\n/)
    match(unasked.stdout, /^ {2}table users \(1 row\)$/m)
    match(unasked.stdout, /^ {2}table tasks \(0 rows\)$/m)
    const refused = await docket.run([...steps, '--yes'], { ...migrated, NODE_ENV: 'production' })
    equal(refused.code, 1)
    match(refused.stderr, /^docket: NODE_ENV is production, nothing was changed\. .* --allow-data-loss\.\n$/)
    ok((await status()).every(([, appliedAt]) => appliedAt !== 'pending'))

    ok((await migrate('down', '--yes')).includes(`reverted ${names.at(-1)}`))
    deepEqual((await status()).at(-1), [names.at(-1), 'pending'])
    const reverted = (await migrate('down', '999', '--yes')).filter((line) => line.startsWith('reverted'))
    deepEqual(
      reverted,
      names
        .slice(0, -1)
        .reverse()
        .map((name) => `reverted ${name}`),
    )
    deepEqual(await migrate('down'), ['Nothing to revert.'])
    equal((await migrate('up')).length, names.length)
  })

  test('up takes a backup first on SQLite, and on PostgreSQL with --backup', async () => {
    await migrate('down', '--yes')
    const lines = await migrate('up')
    if (database.name === 'postgres') {
      match(String(lines[0]), /^No backup was taken first: `docket migrate up --backup` takes one, and so does/)
      await migrate('down', '--yes')
      lines.splice(0, lines.length, ...(await migrate('up', '--backup')))
    }
    equal(lines.length, 2)
    const path = /^backup (.*\/data\/backups\/docket-.*\.tar\.gz)$/.exec(String(lines[0]))?.[1]
    equal(lines[1], `applied ${names.at(-1)}`)
    const restored = { DATABASE_URL: await database.url() }
    const { code, stdout, stderr } = await docket.run(['restore', String(path)], restored)
    deepEqual([code, stderr], [0, ''])
    equal(stdout.split('\n')[0], `applied ${names.at(-1)}`)
    await migrate('down', '--yes')
    deepEqual(await migrate('up', '--no-backup'), [`applied ${names.at(-1)}`])
  })

  test('refuses a rollback while Docket is running, even after a crash', async () => {
    const environment = { DATABASE_URL, NODE_ENV: 'development' }
    const server = await docket.serve(environment)
    const refused = await docket.run(['migrate', 'down', '--yes'], environment)
    deepEqual([refused.code, refused.stdout], [1, ''])
    equal(refused.stderr, 'docket: Docket is running on this database. Stop every `docket` process first.\n')
    server.process.kill('SIGKILL')
    await once(server.process, 'exit')
    const allowed = await untilFreed(() => docket.run(['migrate', 'down', '--yes'], environment))
    equal(allowed.code, 0, allowed.stderr)
    equal((await migrate('up', '--no-backup')).length, 1)
  })
})

/** PostgreSQL notices in its own time that a client is gone. */
async function untilFreed(run: () => Promise<Ended>): Promise<Ended> {
  for (let attempts = 0; ; attempts++) {
    const ended = await run()
    if (!ended.stderr.includes('is running') || attempts === 20) return ended
  }
}

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
