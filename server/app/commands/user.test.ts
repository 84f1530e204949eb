import { deepEqual, equal, match } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Api, startApi } from '../../test/kit/api.ts'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { PASSWORD, register } from '../../test/kit/world.ts'

eachDatabase('docket user', (database) => {
  const docket = docketIn()
  let DATABASE_URL: string
  let api: Api
  const user = (...words: string[]) => docket.run(['user', ...words], { DATABASE_URL })
  const logIn = (username: string, password: string) => api.send('POST', '/api/token', { body: { username, password } })

  before(async () => {
    DATABASE_URL = await database.url()
  })
  after(async () => {
    await api.server.close()
    await api.close()
  })

  test('creates the first administrator on an empty database, and prints the generated password', async () => {
    const { code, stdout, stderr } = await user(
      'create',
      '--admin',
      '--username',
      'root',
      '--email',
      'root@example.com',
    )
    deepEqual([code, stderr], [0, ''])
    const [, password] =
      /^Created admin root \(id 1\)\.\nIts password is (\S{20})\nIt must be changed at the first login\.\n$/.exec(
        stdout,
      ) ?? []
    api = await startApi(DATABASE_URL)
    const { status, body } = await logIn('root', password!)
    deepEqual([status, body.user.role], [200, 'admin'])
    deepEqual(await api.newEvents(), ['user.registered', 'profile.created', 'session.opened'])
    equal(body.user.must_change_password, true)
    equal((await api.send('GET', '/api/users', { token: body.access })).body.code, 'password.change_required')
    const change = { current_password: password, password: PASSWORD }
    equal((await api.send('PATCH', '/api/users/me', { token: body.access, body: change })).status, 200)
    const { body: changed } = await logIn('root', PASSWORD)
    equal((await api.send('GET', '/api/profile', { token: changed.access })).body.display_name, 'root')
    equal((await api.send('GET', '/api/users', { token: changed.access })).status, 200)
    await api.newEvents()
  })

  test('creates a user with a given password, and does not print it', async () => {
    const { code, stdout } = await user('create', '--email', 'plain@example.com', '--password', PASSWORD)
    deepEqual([code, stdout], [0, 'Created user plain@example.com (id 2).\n'])
    const { status, body } = await logIn('PLAIN@example.com', PASSWORD)
    deepEqual([status, body.user.must_change_password], [200, false])
    await api.newEvents()
  })

  test('refuses a name that is taken and a weak password, in one line', async () => {
    for (const [words, expected] of [
      [
        ['create', '--username', 'ROOT', '--password', PASSWORD],
        'docket: This username, or one that looks like it, is already in use. Choose another one.\n',
      ],
      [['create', '--username', 'new', '--password', 'password1'], /^docket: This password is too common[^\n]*\n$/],
      [['promote', 'nobody'], 'docket: There is no account nobody.\n'],
      [['reset-password', 'nobody'], 'docket: There is no account nobody.\n'],
    ] as const) {
      const { code, stdout, stderr } = await user(...words)
      deepEqual([code, stdout], [1, ''])
      if (typeof expected === 'string') equal(stderr, expected)
      else match(stderr, expected)
    }
    deepEqual(await api.newEvents(), [])
  })

  test('promotes an account by email or username, with immediate effect', async () => {
    const person = await register(api, 'rising')
    equal((await person.get('/api/users')).status, 403)
    await api.newEvents()
    equal((await user('promote', 'Rising@Example.com')).stdout, 'Rising@Example.com is now an administrator.\n')
    equal((await person.get('/api/users')).status, 200)
    deepEqual(await api.newEvents(), ['user.updated'])
    equal((await user('promote', 'rising')).code, 0)
    deepEqual(await api.newEvents(), [])
  })

  test('creates and promotes auditors, who can read everything and change nothing of other users', async () => {
    const made = await user('create', '--auditor', '--username', 'otto', '--password', PASSWORD)
    match(made.stdout, /^Created auditor otto/)
    const person = await register(api, 'reading')
    await api.newEvents()
    equal((await user('promote', 'reading', '--auditor')).stdout, 'reading is now an auditor.\n')
    deepEqual(await api.newEvents(), ['user.updated'])
    const { body } = await person.get('/api/users?role=auditor')
    deepEqual(
      body.results.map(({ username, role }: { username: string; role: string }) => [username, role]),
      [
        ['otto', 'auditor'],
        ['reading', 'auditor'],
      ],
    )
    const roles = (await person.get('/api/users?role=user')).body.results.map(({ role }: { role: string }) => role)
    deepEqual([...new Set(roles)], ['user'])
    equal((await person.patch(`/api/users/${body.results[0].id}`, { username: 'x' })).status, 404)
    equal((await person.patch('/api/users/me', { role: 'admin' })).status, 403)
    match((await user('list')).stdout, / {2}otto {2}- {2}auditor {2}active/)
    equal(JSON.parse((await user('export', 'otto')).stdout).user.role, 'auditor')
    await user('demote', 'reading')
    equal((await person.get('/api/users')).status, 403)
    await api.newEvents()
  })

  test('resets a password, and closes every session', async () => {
    const person = await register(api, 'locked')
    await api.newEvents()
    const { code, stdout } = await user('reset-password', 'locked@example.com')
    equal(code, 0)
    const [, password] =
      /^locked@example\.com has a new password, and all its sessions have ended\.\nIt is (\S{20})\nIt must be changed at the first login\.\n$/.exec(
        stdout,
      ) ?? []
    deepEqual(await api.newEvents(), ['user.password_changed', 'session.revoked'])
    equal((await person.get('/api/users/me')).status, 401)
    equal((await logIn('locked', PASSWORD)).status, 401)
    const { status, body } = await logIn('locked', password!)
    deepEqual([status, body.user.must_change_password], [200, true])
  })

  test('lists, shows, demotes, deactivates, exports and deletes accounts, but never the last administrator', async () => {
    const person = await register(api, 'managed')
    await api.newEvents()
    match((await user('list')).stdout, /^1 {2}root {2}root@example\.com {2}admin {2}active {2}2/m)
    const shown = JSON.parse((await user('show', 'managed')).stdout)
    deepEqual([shown.username, shown.is_active, shown.password_hash], ['managed', true, undefined])
    await user('promote', 'managed')
    equal((await user('demote', 'managed')).stdout, 'managed is now an ordinary user.\n')
    deepEqual(await api.newEvents(), ['user.updated', 'user.updated'])
    equal((await user('deactivate', 'managed')).code, 0)
    deepEqual(await api.newEvents(), ['user.deactivated', 'session.revoked'])
    equal((await person.get('/api/users/me')).status, 401)
    equal((await user('reactivate', 'managed')).code, 0)
    equal(JSON.parse((await user('export', 'managed')).stdout).user.username, 'managed')
    match((await user('delete', 'managed')).stderr, /Add --yes/)
    equal((await user('delete', 'managed', '--yes')).stdout, 'managed is deleted.\n')
    match((await user('show', 'managed')).stderr, /There is no account managed/)
    await user('demote', 'rising')
    match((await user('demote', 'root')).stderr, /last active administrator/)
  })
  test('imports a CSV file, with a dry run first, and reports refused rows', async () => {
    await api.newEvents()
    const file = join(docket.folder, 'users.csv')
    writeFileSync(
      file,
      'username;email;role\nimported;imported@example.com;\nimported2;nowhere;\nroot;root@example.com;\n',
    )
    const checked = await user('import', file, '--dry-run')
    const refusal = 'Line 3, email: This must be an email address.\n'
    deepEqual([checked.code, checked.stdout], [1, `${refusal}1 to create, 1 already exist, 1 refused.\n`])
    deepEqual(await api.newEvents(), [])
    equal((await user('import', file)).stdout, `${refusal}1 created, 1 already exist, 1 refused.\n`)
    deepEqual(await api.newEvents(), ['user.registered', 'profile.created', 'user.password_reset_requested'])
  })
})
