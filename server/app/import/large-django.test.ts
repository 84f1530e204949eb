import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Db } from '../../tables/tables.ts'
import { type Api, startApi } from '../../test/kit/api.ts'
import { runPendingJobs } from '../../test/kit/background.ts'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { makeDjangoDatabase } from '../../test/kit/older-systems/databases.ts'
import { until } from '../../test/kit/until.ts'
import { type Person, person } from '../../test/kit/world.ts'
import { subscribers } from '../background.ts'

const TASKS = 10_000
const PASSWORD = 'garden gate 7'

// The Django system with token pairs: profiles, categories, priorities and completion, with 204 users.
eachDatabase('The import of a Django system with 10,000 tasks', (database) => {
  const docket = docketIn()
  let from: string
  let DATABASE_URL: string
  let api: Api
  let one: Person

  const moveIn = (...options: string[]) =>
    docket.run(['import', 'django', '--from', from, '--source', 'django-token-pairs', ...options], { DATABASE_URL })
  const count = async (table: 'users' | 'tasks' | 'categories' | 'jobs' | 'reminders') => {
    const { rows } = await api.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow()
    return Number(rows)
  }

  before(async () => {
    from = await database.url()
    DATABASE_URL = await database.url()
    await makeDjangoDatabase('django-token-pairs', from, TASKS)
    api = await startApi(DATABASE_URL)
  })
  after(async () => {
    await api.server.close()
    await api.close()
  })

  test('leaves each user with all of their tasks or none when it is killed', async () => {
    const { process, ended } = startMoving()
    await until(async () => (await count('tasks')) > 0 || process.exitCode !== null)
    process.kill('SIGKILL')
    await ended
    const numbers = await tasksOfEach()
    ok(numbers.length > 0 && numbers.length < 200, `${numbers.length} users have tasks`)
    deepEqual([...new Set(numbers)], [TASKS / 200])
    equal(await count('users'), 203)
  })

  test('exits cleanly when it is interrupted', async () => {
    const before = await count('tasks')
    const { process, ended } = startMoving()
    await until(async () => (await count('tasks')) > before || process.exitCode !== null)
    process.kill('SIGINT')
    const { code, stderr } = await ended
    equal(code, 1)
    match(stderr, /docket: Interrupted by SIGINT\. Imported rows remain; run the same command again to continue\.\n$/)
    deepEqual([...new Set(await tasksOfEach())], [TASKS / 200])
  })

  const startMoving = () =>
    docket.start(['import', 'django', '--from', from, '--source', 'django-token-pairs', '--apply'], { DATABASE_URL })
  const tasksOfEach = async () => {
    const tasks = api.db.selectFrom('tasks').select(({ fn }) => fn.countAll<number>().as('tasks'))
    return (await tasks.groupBy('owner_id').execute()).map((row) => Number(row.tasks))
  }

  test('resumes where it was interrupted, and reports every row', async () => {
    const { code, stdout } = await moveIn('--apply', '--json')
    equal(code, 0)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const { tables } = lines[0]
    deepEqual(
      [tables.users.table, tables.profiles.table, tables.categories.table, tables.tasks.table],
      ['auth_user', 'tasks_profile', 'tasks_category', 'tasks_task'],
    )
    equal(lines.filter(({ type }) => type === 'row').length, 204 + 31 + TASKS)
    const { applied, counts } = lines.at(-1)
    deepEqual([applied, counts.tasks.imported + counts.tasks.known], [true, TASKS])
    deepEqual(counts.users, { imported: 0, changed: 0, known: 203, shared: 0, refused: 1 })
    deepEqual(counts.categories, { imported: 0, changed: 0, known: 30, shared: 1, refused: 0 })
    const [refused] = lines.filter(({ outcome }) => outcome === 'refused')
    equal(refused.id, '202')
    match(
      refused.notes[0],
      /the username Us\u0435r2, or one that looks like it, is that of account \d+\. Rename it there\./,
    )
  })

  test('creates no duplicates when it is repeated', async () => {
    const { stdout } = await moveIn('--apply')
    match(stdout, /tasks: 0 imported, 10000 imported before\nDone\.\n$/)
    deepEqual([await count('users'), await count('tasks'), await count('categories')], [203, TASKS, await ofTasks()])
  })

  /** Two of each of ten people, who named three, and copies of the one that all share. */
  const ofTasks = async () => {
    const { rows } = await api.db
      .selectFrom('tasks')
      .select(({ fn }) => fn.count<number>('category_id').distinct().as('rows'))
      .executeTakeFirstOrThrow()
    return Number(rows)
  }

  test('triggers no job, mail or reminder', async () => {
    const { done, failed } = await runPendingJobs(
      api.db,
      subscribers({ config: api.config, mailSender: api.mailSender }),
    )
    deepEqual([done, failed], [[], []])
    deepEqual([await count('jobs'), await count('reminders')], [0, 0])
  })

  test('lets users log in with their password, which is then rehashed, and with no other', async () => {
    const logIn = (username: string, password: string) =>
      api.send('POST', '/api/token', { body: { username, password } })
    const hashOf = async (db: Db) =>
      (await db.selectFrom('users').select('password_hash').where('username', '=', 'user1').executeTakeFirstOrThrow())
        .password_hash
    match(await hashOf(api.db), /^pbkdf2_sha256\$/)
    equal((await logIn('user1', 'garden gate 8')).status, 401)
    // Verifying the older hash takes longer than verifying none: the duration shows neither.
    const askedAt = performance.now()
    equal((await logIn('nobody', PASSWORD)).status, 401)
    ok(performance.now() - askedAt > 990)
    const { status, body } = await logIn('user1', PASSWORD)
    deepEqual([status, body.user.role, body.user.must_change_password], [200, 'admin', false])
    match(await hashOf(api.db), /^\$argon2id\$/)
    equal((await logIn('user1@example.com', PASSWORD)).status, 200)
    equal((await logIn('capital@example.com', PASSWORD)).status, 200)
    const refused = await Promise.all(['nohash', 'oldhash'].map((name) => logIn(name, PASSWORD)))
    deepEqual(
      refused.map((response) => response.status),
      [401, 401],
    )
    one = person(api, 'user1', body)
  })

  test('includes profiles', async () => {
    const { body } = await one.get('/api/profile')
    deepEqual([body.bio, body.timezone, body.display_name], ['Bio of user1', 'Asia/Kolkata', 'user1'])
  })

  test('makes every task available in lists, counts, searches and sorting', async () => {
    const { body: all } = await one.get('/api/tasks?ordering=position')
    deepEqual([all.count, all.results[0].title, all.results[49].title], [50, 'Aufgabe 0', 'Aufgabe 9800'])
    equal(new Set(all.results.map(({ rank }: { rank: string }) => rank)).size, 50)
    deepEqual(await countsOf(['status=completed', 'status=pending', 'priority=none', 'overdue=true']), [17, 33, 50, 0])
    const { body: found } = await one.get('/api/tasks?q=aufgabe%209800')
    deepEqual(
      found.results.map(({ title }: { title: string }) => title),
      ['Aufgabe 9800'],
    )
    deepEqual(await countsOf(['scope=all', 'q=giessen', 'q=aufgabe']), [TASKS, 0, 50])
    const { body: others } = await one.get('/api/tasks?scope=all&q=giessen&page_size=1')
    equal(others.results.length, 1)
  })

  const countsOf = (filters: string[]) =>
    Promise.all(filters.map(async (filter) => (await one.get(`/api/tasks?${filter}`)).body.count))

  test('preserves times, categories and completion', async () => {
    const { body } = await one.get('/api/tasks?q=aufgabe%20600&ordering=position')
    const [task] = body.results
    deepEqual(
      [task.created_at, task.updated_at, task.completed_at, task.status, task.due_date],
      ['2024-03-26T08:00:00.000Z', '2024-03-26T09:00:00.000Z', '2024-03-26T09:00:00.000Z', 'completed', null],
    )
    const { body: categories } = await one.get('/api/categories?ordering=name')
    deepEqual(
      categories.results.map(({ name }: { name: string }) => name),
      ['Home', 'Shared', 'Work'],
    )
    const { body: ofCategory } = await one.get(`/api/tasks?category=${categories.results[0].id}`)
    ok(ofCategory.count > 0)
    const { body: activity } = await one.get(`/api/tasks/${task.id}/activity`)
    deepEqual(
      activity.results.map(({ type, actor }: { type: string; actor: unknown }) => [type, actor]),
      [['task.created', null]],
    )
  })

  test('refuses another database under the same name', async () => {
    const other = await database.url()
    await makeDjangoDatabase('django-admin-panel', other)
    const args = ['import', 'django', '--from', other, '--source', 'django-token-pairs', '--apply']
    const { code, stderr } = await docket.run(args, { DATABASE_URL })
    equal(code, 1)
    match(
      stderr,
      /^docket: A database django-token-pairs with other accounts was imported before\. .* with --source NAME\.\n$/,
    )
  })
})
