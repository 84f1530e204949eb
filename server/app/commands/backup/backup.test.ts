import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { contentsOf, fillDatabase } from '../../../test/kit/databases/filled-database.ts'
import { docketIn } from '../../../test/kit/docket-command.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'

eachDatabase('docket backup', (database) => {
  const docket = docketIn()
  const backups = join(docket.folder, 'backups')
  let DATABASE_URL: string
  before(async () => {
    DATABASE_URL = await database.url()
    await fillDatabase(DATABASE_URL)
    mkdirSync(join(docket.folder, 'data/files/2026'), { recursive: true })
    writeFileSync(join(docket.folder, 'data/files/2026/plan.txt'), 'dig\n')
    writeFileSync(join(docket.folder, 'data/files/ünï.txt'), 'weed\n')
  })

  const run = async (words: string[], environment = { DATABASE_URL }) => docket.run(words, environment)
  const take = async (...options: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(['backup', '--to', backups, ...options])
    deepEqual([code, stderr], [0, ''])
    return stdout.split('  ')[0] as string
  }

  test('contains every row and file, and only its owner can read it', async () => {
    const path = await take()
    equal(statSync(path).mode & 0o777, 0o600)
    equal(statSync(backups).mode & 0o777, 0o700)
    deepEqual(readdirSync(backups).length, 1)

    const elsewhere = { DATABASE_URL: await database.url(), DATA_DIR: join(docket.folder, 'elsewhere') }
    const { code, stdout, stderr } = await run(['restore', path], elsewhere)
    deepEqual([code, stderr], [0, ''])
    match(stdout, /^Restored docket-.*\n.*MAINTENANCE=on\.\n$/)
    const { backups: noted, ...contents } = await contentsOf(DATABASE_URL)
    const { backups: notedBefore, ...restored } = await contentsOf(elsewhere.DATABASE_URL)
    deepEqual(restored, contents)
    deepEqual([noted?.length, notedBefore?.length], [2, 1])
    const empty = Object.keys(contents).filter((table) => contents[table]?.length === 0)
    deepEqual(empty, [], 'every table has a row')
    equal(readFileSync(join(elsewhere.DATA_DIR, 'files/2026/plan.txt'), 'utf8'), 'dig\n')
    equal(readFileSync(join(elsewhere.DATA_DIR, 'files/ünï.txt'), 'utf8'), 'weed\n')
  })

  test('is listed, verified, and deleted beyond --keep', async () => {
    await take()
    const last = await take('--keep', '2')
    const listed = await run(['backup', 'list', backups])
    // Two backups of one second are listed in the order in which they were taken, which is not that of their names.
    const names = listed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('  ')[0])
    deepEqual(names.toSorted(), readdirSync(backups).toSorted())
    equal(readdirSync(backups).length, 2)
    ok(existsSync(last))
    match(listed.stdout, /^docket-\S+ {2}taken at \S+, by Docket \S+, from \S+, \d+ rows, 2 files$/m)
    const { code, stdout } = await run(['backup', 'verify', last])
    equal(code, 0)
    match(stdout, /^docket-\S+ is complete: /)
    const nowhere = await run(['backup', 'list', join(docket.folder, 'nowhere')])
    deepEqual([nowhere.code, nowhere.stderr], [1, `docket: There is no folder ${docket.folder}/nowhere.\n`])
  })

  test('leaves no file behind when the disk is full', async () => {
    if (process.getuid?.() !== 0) return void ok(true, 'only root can mount a small disk')
    const small = join(docket.folder, 'small')
    mkdirSync(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', small])
    try {
      const { code, stderr } = await run(['backup', '--to', small])
      deepEqual([code, stderr], [1, `docket: The disk of ${small} is full. Free some space. Nothing was changed.\n`])
      deepEqual(readdirSync(small), [])
    } finally {
      execFileSync('umount', [small])
    }
  })

  test('names a folder that cannot be written to', async () => {
    const locked = join(docket.folder, 'locked')
    writeFileSync(locked, '')
    const { code, stderr } = await run(['backup', '--to', join(locked, 'there')])
    equal(code, 1)
    match(stderr, /^docket: .*\/locked\/there cannot be written to \(ENOTDIR\)\. Make .*\n$/)
    rmSync(locked)
  })

  test('requires a database with tables', async () => {
    const { code, stderr } = await run(['backup', '--to', backups], { DATABASE_URL: await database.url() })
    equal(code, 1)
    match(
      stderr,
      /^docket: There is nothing to back up: the database has no tables\. Run `docket migrate up` first\.\n$/,
    )
  })
})
