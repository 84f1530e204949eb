import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { readConfig } from '../../../platform/config/read-config.ts'
import { apiOn, startApi } from '../../../test/kit/api.ts'
import { contentsOf, fillDatabase, withDatabaseAt } from '../../../test/kit/databases/filled-database.ts'
import { docketIn } from '../../../test/kit/docket-command.ts'
import { eachDatabase, onPostgresAlone } from '../../../test/kit/each-database.ts'
import { elapse, until } from '../../../test/kit/until.ts'
import { register } from '../../../test/kit/world.ts'
import { locate } from '../../backup/destinations/open-destination.ts'
import { restoreBackup } from '../../backup/restore-backup.ts'

eachDatabase('docket restore', (database) => {
  const docket = docketIn()
  const backups = join(docket.folder, 'backups')
  const temporary = join(docket.folder, 'temporary')
  let DATABASE_URL: string
  let backup: string
  before(async () => {
    DATABASE_URL = await database.url()
    mkdirSync(temporary)
    await fillDatabase(DATABASE_URL)
    const { stdout } = await docket.run(['backup', '--to', backups], { DATABASE_URL })
    backup = stdout.split('  ')[0] as string
    const since = sql`update projects set name = 'since' where id = 1`
    await withDatabaseAt(DATABASE_URL, (db) => since.execute(db))
  })

  const run = (...words: string[]) => docket.run(words, { DATABASE_URL })
  const restore = (path: string) =>
    restoreBackup(readConfig({ DATABASE_URL }), locate(path), { isForced: true, report: () => {} })
  const refuse = async (path: string, expected: RegExp) => {
    const contents = await contentsOf(DATABASE_URL)
    await rejects(restore(path), ({ message }: Error) => {
      match(message, expected)
      return true
    })
    deepEqual(await contentsOf(DATABASE_URL), contents)
    deepEqual(leftBehind(), [])
  }
  const nameOf = (projects: unknown[] = []) =>
    (projects as { id: number; name: string }[]).find(({ id }) => id === 1)?.name
  const leftBehind = () => readdirSync(workedIn()).filter((name) => name.startsWith('.docket'))
  const unpacking = () => leftBehind().length
  const workedIn = () =>
    DATABASE_URL.startsWith('sqlite') ? join(DATABASE_URL.slice('sqlite://'.length), '..') : temporary

  /** A copy of the backup, whose unpacked contents were changed. */
  const altered = (name: string, change: (folder: string) => void): string => {
    const folder = join(docket.folder, name)
    mkdirSync(folder)
    execFileSync('tar', ['xzf', backup, '-C', folder])
    change(folder)
    const database = readdirSync(folder).find((file) => file.startsWith('database.')) as string
    const path = join(docket.folder, `${name}.tar.gz`)
    execFileSync('tar', ['czf', path, '-C', folder, 'manifest.json', database])
    return path
  }
  const changeManifest = (folder: string, change: (text: string) => string) => {
    const path = join(folder, 'manifest.json')
    writeFileSync(path, change(readFileSync(path, 'utf8')))
  }

  test('refuses a database that is not empty, and names its contents', async () => {
    const contents = await contentsOf(DATABASE_URL)
    const { code, stderr } = await run('restore', backup)
    equal(code, 1)
    match(stderr, /^docket: .* is not empty: .*tasks \(2\).*users \(2\)\. Nothing was changed\. Add --force .*\n$/)
    deepEqual(await contentsOf(DATABASE_URL), contents)
  })

  test('refuses a truncated backup, at whatever length', async () => {
    const whole = readFileSync(backup).length
    for (const bytes of [0, 10, 700, Math.floor(whole / 2), whole - 9, whole - 1]) {
      const path = join(docket.folder, 'truncated.tar.gz')
      copyFileSync(backup, path)
      truncateSync(path, bytes)
      await refuse(path, /^The backup truncated\.tar\.gz cannot be used: it is .*Use another one\.$/)
    }
  })

  test('refuses a file that is not a backup', async () => {
    const path = join(docket.folder, 'text.tar.gz')
    writeFileSync(path, 'nothing of ours')
    await refuse(path, /cannot be used: it is truncated or damaged/)
    await refuse(docket.folder, /is a folder\. Specify one of the backups in it\./)
    await refuse(join(docket.folder, 'none.tar.gz'), /There is no backup none\.tar\.gz in /)
  })

  test('refuses a backup whose checksum, rows or files do not match its manifest', async () => {
    const checksum = altered('checksum', (folder) =>
      changeManifest(folder, (text) =>
        text.replace(/"sha256": "./, (found) => found.slice(0, -1) + (found.endsWith('0') ? '1' : '0')),
      ),
    )
    await refuse(checksum, /the checksum of database\.\w+ is wrong\. Use another one\./)
    const verified = await run('backup', 'verify', checksum)
    equal(verified.code, 1)
    match(verified.stderr, /the checksum of database\.\w+ is wrong/)
    const rows = altered('rows', (folder) => changeManifest(folder, (text) => text.replace('"users": 2', '"users": 3')))
    await refuse(rows, /2 rows of users, but its manifest states 3/)
    const missing = altered('missing', (folder) =>
      changeManifest(folder, (text) => {
        const manifest = JSON.parse(text)
        manifest.parts.push({ ...manifest.parts[0], path: 'files/gone.txt' })
        return JSON.stringify(manifest)
      }),
    )
    await refuse(missing, /files\/gone\.txt is missing/)
    for (const path of ['../jwt-secret', 'files/../../jwt-secret', '/etc/passwd', 'files/..']) {
      const climbing = altered(`climbing-${path.length}`, (folder) =>
        changeManifest(folder, (text) => {
          const manifest = JSON.parse(text)
          manifest.parts.push({ ...manifest.parts[0], path })
          return JSON.stringify(manifest)
        }),
      )
      await refuse(climbing, /its manifest\.json is not that of a backup/)
    }
  })

  test('refuses a backup of a newer version', async () => {
    const newer = altered('newer', (folder) =>
      changeManifest(folder, (text) => text.replace(/"migration": "[^"]+"/, '"migration": "9999-later"')),
    )
    await refuse(newer, /with a newer version of Docket \(.*, migration 9999-later\)\. Restore it with that/)
    const format = altered('format', (folder) =>
      changeManifest(folder, (text) => text.replace('"format": 1', '"format": 2')),
    )
    await refuse(format, /newer version of Docket, whose format this version does not support/)
  })

  test('refuses while Docket is running', async () => {
    const server = await docket.serve({ DATABASE_URL, MAINTENANCE: 'on' }, ['api'])
    await refuse(backup, /^Docket is running on this database\. Stop every `docket` process first\.$/)
    await server.stop()
  })

  test('--verify restores into a temporary place, and changes nothing', async () => {
    const contents = await contentsOf(DATABASE_URL)
    const { code, stdout, stderr } = await run('restore', backup, '--verify')
    deepEqual([code, stderr], [0, ''])
    match(stdout, /^docket-\S+ can be restored: .* Nothing was changed\.\n$/)
    deepEqual(await contentsOf(DATABASE_URL), contents)
    deepEqual(leftBehind(), [])
  })

  test('leaves either the old or the restored contents, complete, when it is killed', async () => {
    const names = new Set<string>()
    for (const delay of [0, 20, 40, 80, 160, 320]) {
      await withDatabaseAt(DATABASE_URL, (db) => sql`update projects set name = 'since' where id = 1`.execute(db))
      const began = unpacking()
      const { process, ended } = docket.start(['restore', backup, '--force'], { DATABASE_URL, TMPDIR: temporary })
      await until(() => unpacking() !== began || process.exitCode !== null)
      await elapse(delay)
      process.kill('SIGKILL')
      await ended
      const { projects, users } = await contentsOf(DATABASE_URL)
      names.add(String(nameOf(projects)))
      equal(users?.length, 2)
    }
    for (const name of names) ok(['since', 'Garden'].includes(name), name)
  })

  test('--force replaces the existing contents with the backup', async () => {
    const { code, stderr } = await run('restore', backup, '--force')
    deepEqual([code, stderr], [0, ''])
    const { projects } = await contentsOf(DATABASE_URL)
    equal(nameOf(projects), 'Garden')
    const server = await docket.serve({ DATABASE_URL })
    equal((await fetch(`${server.url}/health/ready`)).status, 200)
    equal((await server.stop()).code, 0)
  })
})

eachDatabase('A backup under load', (database) => {
  const docket = docketIn()
  const api = apiOn(database)

  test('is consistent: each task has its event, and earlier acknowledged writes are included', async () => {
    const ann = await register(api, 'ann')
    let acknowledged = 0
    let isOver = false
    const write = async () => {
      while (!isOver) {
        const { status } = await ann.post('/api/tasks', { title: `task ${acknowledged}` })
        if (status === 201) acknowledged++
      }
    }
    const writers = Array.from({ length: 8 }, write)
    await until(() => acknowledged >= 200)
    const before = acknowledged
    const environment = { DATABASE_URL: api.config.databaseUrl }
    const { code, stdout, stderr } = await docket.run(['backup', '--to', join(docket.folder, 'backups')], environment)
    const during = acknowledged - before
    isOver = true
    await Promise.all(writers)
    deepEqual([code, stderr], [0, ''])
    ok(during > 0, 'writers went on meanwhile')

    const restored = { DATABASE_URL: await database.url() }
    const outcome = await docket.run(['restore', stdout.split('  ')[0] as string], restored)
    deepEqual([outcome.code, outcome.stderr], [0, ''])
    const { tasks = [], events = [] } = (await contentsOf(restored.DATABASE_URL)) as Record<string, { id: number }[]>
    ok(tasks.length >= before && tasks.length <= acknowledged, `${before} ≤ ${tasks.length} ≤ ${acknowledged}`)
    const created = (events as unknown as { type: string; subject_id: number }[])
      .filter(({ type }) => type === 'task.created')
      .map(({ subject_id }) => subject_id)
    deepEqual(
      created.sort((one, other) => one - other),
      tasks.map(({ id }) => id).sort((one, other) => one - other),
    )

    const copy = await startApi(restored.DATABASE_URL)
    const found = await copy.send('GET', '/api/tasks?q=task', { token: ann.token })
    // A search counts no further.
    deepEqual([found.status, found.body.total ?? found.body.count], [200, Math.min(tasks.length, 1000)])
    const next = await copy.send('POST', '/api/tasks', { token: ann.token, body: { title: 'next' } })
    ok(next.body.id > Math.max(...tasks.map(({ id }) => id)))
    await copy.server.close()
    await copy.close()
  })
})

onPostgresAlone('A backup from the other kind of database', (database) => {
  const docket = docketIn()
  const move = async (from: string, to: string) => {
    const taken = await docket.run(['backup', '--to', join(docket.folder, 'backups')], { DATABASE_URL: from })
    deepEqual([taken.code, taken.stderr], [0, ''])
    const restored = await docket.run(['restore', taken.stdout.split('  ')[0] as string], { DATABASE_URL: to })
    deepEqual([restored.code, restored.stderr], [0, ''])
  }
  const found = async (url: string, name: string) => {
    const api = await startApi(url)
    const { token } = await register(api, name)
    const { body } = await api.send('POST', '/api/tasks', { token, body: { title: `Éclair for ${name}` } })
    const { body: list } = await api.send('GET', '/api/tasks?q=eclair', { token })
    await api.server.close()
    await api.close()
    return [list.results.length, body.id]
  }

  test('restores every row, the search words of tasks, and the sequences of ids', async () => {
    const [first, file, last] = [await database.url(), `sqlite://${docket.folder}/moved.db`, await database.url()]
    await fillDatabase(first)
    // The highest id was given, and its row deleted.
    await withDatabaseAt(first, async (db) => {
      await sql`insert into projects (id, uid, name, created_at, updated_at) values (900, 'gone', 'x', now(), now())`.execute(
        db,
      )
      await sql`select setval('projects_id_seq', 900)`.execute(db)
      await sql`delete from projects where id = 900`.execute(db)
      // On PostgreSQL an event with a higher id may come before one with a lower id, and have been read.
      await sql`update events set transaction_id = '900' where id = 1`.execute(db)
      await sql`update events set transaction_id = '800' where id = 2`.execute(db)
      await sql`update log_readers set position = '800.2' where name = 'somebody'`.execute(db)
    })
    const before = await contentsOf(first)
    await move(first, file)
    await move(file, last)
    const after = await contentsOf(last)
    deepEqual(after, {
      ...before,
      events: before.events?.map((event) => ({ ...(event as object), transaction_id: '0' })).sort(byId),
      log_readers: after.log_readers,
    })
    const position = (after.log_readers as { name: string; position: string }[]).find(({ name }) => name === 'somebody')
    match(String(position?.position), /^0+\.0+$/)
    deepEqual(await wordsIn(last), await wordsIn(first))
    deepEqual(await nextProject(last), 901)
    deepEqual((await found(last, 'zoe'))[0], 1)
  })

  const wordsIn = (url: string) =>
    withDatabaseAt(url, async (db) => (await sql`select id, words from tasks_search order by id`.execute(db)).rows)
  const byId = (one: object, other: object) => (one as { id: number }).id - (other as { id: number }).id
  const nextProject = (url: string) =>
    withDatabaseAt(url, async (db) => {
      const { rows } = await sql<{ id: number }>`insert into projects (uid, name, created_at, updated_at)
        values ('next', 'x', now(), now()) returning id`.execute(db)
      return rows[0]?.id
    })
})
