import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openMailSender } from '../../mail/mail-sender.ts'
import { type Api, startApi } from '../../test/kit/api.ts'
import { runPendingJobs } from '../../test/kit/background.ts'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { subscribers } from '../background.ts'

const PASSWORD = 'bags for bicycles'

eachDatabase('docket demo', (database) => {
  const docket = docketIn()
  let DATABASE_URL: string
  let api: Api
  let token: string
  const demo = (...words: string[]) => docket.run(['demo', '--tasks', '240', ...words], { DATABASE_URL })
  const read = async (url: string) => (await api.send('GET', url, { token })).body

  before(async () => {
    DATABASE_URL = await database.url()
  })
  after(async () => {
    await api.server.close()
    await api.close()
  })

  test('fills an empty database, and prints who can log in', async () => {
    const { code, stdout } = await demo('--seed', '7', '--password', PASSWORD)
    equal(code, 0)
    match(stdout, /^Kestrel Bags: 13 people, 63 projects, \d{3} tasks, \d+ reminders and a year of history\.\n/)
    match(stdout, /\n {2}ingrid {6}Ingrid Lindqvist \(administrator\)\n/)
    match(stdout, /\nThe password of all accounts is bags for bicycles\n$/)
    api = await startApi(DATABASE_URL)
    const { status, body } = await api.send('POST', '/api/token', { body: { username: 'tomas', password: PASSWORD } })
    deepEqual([status, body.user.role, body.user.must_change_password], [200, 'user', false])
    token = body.access
    ok((await read('/api/projects')).count > 10)
    ok((await read('/api/tasks?assigned_to=me&status=pending')).count > 0)
  })

  test('records an ordered event log whose events match the rows of the tasks', async () => {
    const events = await api.db.selectFrom('events').selectAll().where('origin', '=', 'demo').orderBy('id').execute()
    const instants = events.map((event) => event.happened_at)
    deepEqual(instants, instants.toSorted())
    const tasks = await api.db.selectFrom('tasks').selectAll().execute()
    for (const task of tasks) {
      const own = events.filter(({ subject_type, subject_id }) => subject_type === 'task' && subject_id === task.id)
      const changed = Object.assign({}, ...own.map(({ changes }) => changes)) as Record<string, { to: unknown }>
      equal(own[0]?.type, 'task.created')
      equal(own[0]?.happened_at, task.created_at)
      equal(own.at(-1)?.happened_at, task.updated_at)
      equal(changed.status?.to, task.status)
      equal(changed.completed_at?.to ?? null, task.completed_at)
      equal(changed.due_date?.to ?? null, task.due_date)
      equal(changed.assigned_to?.to ?? null, task.assigned_to)
    }
    const age = Date.now() - Date.parse(tasks.map((task) => task.created_at).toSorted()[0]!)
    ok(age > 300 * 86_400_000)
  })

  test('creates quiet weekends, tasks in every state, and titles in several scripts', async () => {
    const tasks = await api.db.selectFrom('tasks').select(['title', 'status', 'created_at', 'due_date']).execute()
    const onWeekends = tasks.filter(({ created_at }) => [0, 6].includes(new Date(created_at).getUTCDay()))
    ok(onWeekends.length < tasks.length / 8)
    deepEqual(new Set(tasks.map(({ status }) => status)), new Set(['pending', 'in_progress', 'completed', 'cancelled']))
    for (const script of [/\p{sc=Cyrillic}/u, /\p{sc=Greek}/u, /\p{sc=Han}/u, /\p{sc=Hangul}/u, /\p{sc=Hebrew}/u]) {
      ok(tasks.some(({ title }) => script.test(title)))
    }
    ok(tasks.some(({ title }) => title.length > 120))
  })

  test('triggers no subscribers, and switches mail off for its users', async () => {
    const { config } = api
    const mailSender = openMailSender({
      mailer: { send: () => Promise.reject(new Error('mail')), close: async () => {} },
      secret: 'x',
      publicUrl: 'http://localhost',
    })
    deepEqual(await runPendingJobs(api.db, subscribers({ config, mailSender })), { done: [], failed: [] })
    const wishes = await api.db.selectFrom('profiles').select('notifications').execute()
    ok(
      wishes.every(
        ({ notifications: { assigned, reminder, digest, completed } }) =>
          !assigned && !reminder && !digest && !completed,
      ),
    )
  })

  test('refuses a database with accounts, and production', async () => {
    match((await demo()).stderr, /^docket: This database has accounts\. .*--add/)
    match((await demo('--add')).stderr, /^docket: There is an account ingrid already/)
    const production = await docket.run(['demo'], {
      DATABASE_URL,
      NODE_ENV: 'production',
      JWT_SECRET_KEY: 'x'.repeat(40),
    })
    match(production.stderr, /NODE_ENV is production\. Add --production/)
    match((await demo('--seed', 'x')).stderr, /whole number/)
    match((await demo('--add', '--password', 'short')).stderr, /password/i)
  })

  test('adds to a database with accounts with --add', async () => {
    const url = await database.url()
    await docket.run(['user', 'create', '--username', 'ann', '--password', PASSWORD], { DATABASE_URL: url })
    const { code, stdout } = await docket.run(['demo', '--tasks', '5', '--add'], { DATABASE_URL: url })
    equal(code, 0)
    match(stdout, /The password of all accounts is \S{12}\n$/)
  })
})
