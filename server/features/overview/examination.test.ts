import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Api, startApi } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { PASSWORD, worldOf } from '../../test/kit/world.ts'

type Finding = { about: string; state: string; says: string; advice?: string }
const PASSWORD_OF_MAIL = 'swordfish'

eachDatabase('The examination of an installation', (database) => {
  const sink = smtpSink()
  const api = {} as Api
  const withPassword = (password: string) => Object.assign(new URL(sink.url), { username: 'docket', password }).href
  before(async () => {
    const environment = { SMTP_URL: withPassword(PASSWORD_OF_MAIL), EMAIL_FROM: 'docket@example.org', PUBLIC_URL: '' }
    Object.assign(api, await startApi(await database.migratedUrl(), environment))
  })
  const world = worldOf(api)
  after(async () => {
    await api.server.close()
    await api.close()
  })
  const findingsOf = (body: { findings: Finding[] }, about: string) =>
    body.findings.filter((one) => one.about === about)

  test('shows the findings of docket doctor, with slow checks at most once a minute', async () => {
    const { status, body, text } = await world.ada.get('/api/admin/overview')
    equal(status, 200)
    ok(Date.now() - Date.parse(body.checked_at) < 60_000)
    for (const about of [
      'worker',
      'jobs',
      'configuration',
      'disk',
      'database',
      'migrations',
      'clock',
      'redis',
      'mail',
    ]) {
      ok(findingsOf(body, about).length > 0, about)
    }
    deepEqual(
      body.findings.filter(({ state }: Finding) => state === 'fail'),
      [],
    )
    equal(text.includes(PASSWORD_OF_MAIL), false)
    const again = await world.ada.get('/api/admin/overview')
    equal(again.body.checked_at, body.checked_at)
  })

  test('repeats every check when an administrator requests it', async () => {
    equal((await world.ann.post('/api/admin/overview/check')).status, 403)
    const { status, body } = await world.ada.post('/api/admin/overview/check')
    equal(status, 200)
    deepEqual(Object.keys(body), ['findings', 'checked_at'])
    ok(findingsOf(body, 'mail').length > 0)
  })

  test('lists every setting with its origin, and shows no secret', async () => {
    equal((await world.ann.get('/api/admin/configuration')).status, 403)
    const { status, body, text } = await world.ada.get('/api/admin/configuration')
    equal(status, 200)
    const setting = (name: string) => body.settings.find((one: { name: string }) => one.name === name)
    deepEqual(
      ['JWT_SECRET_KEY', 'SMTP_URL', 'PORT', 'PUBLIC_URL', 'BACKUP_TO'].map((name) => {
        const { value, note, origin } = setting(name)
        return { name, value: value?.replace(/:\d+$/, ''), note, origin }
      }),
      [
        { name: 'JWT_SECRET_KEY', value: '***', note: null, origin: 'environment' },
        { name: 'SMTP_URL', value: 'smtp://docket:***@127.0.0.1', note: null, origin: 'environment' },
        { name: 'PORT', value: '8000', note: null, origin: 'default' },
        { name: 'PUBLIC_URL', value: undefined, note: null, origin: 'default' },
        { name: 'BACKUP_TO', value: undefined, note: './data/backups', origin: 'default' },
      ],
    )
    equal(text.includes(PASSWORD_OF_MAIL), false)
    equal(text.includes('only the tests know'), false)
  })

  test('sends a test mail to the administrator, and returns the response of the mail server', async () => {
    equal((await world.ann.post('/api/admin/test-mail')).status, 403)
    const { status, body } = await world.ada.post('/api/admin/test-mail')
    deepEqual([status, body.state], [200, 'ok'])
    match(body.says, /^The mail server accepted the mail for ada@example\.com: 250 /)
    deepEqual(
      sink.mails().map(({ recipients, subject }) => [recipients, subject]),
      [[['ada@example.com'], 'Test mail from Docket']],
    )
  })

  test('returns the refusal of the mail server with a masked address, and is limited to five mails', async () => {
    sink.refuse(() => 550)
    const { status, body } = await world.ada.post('/api/admin/test-mail')
    sink.refuse(undefined)
    deepEqual([status, body.state], [200, 'fail'])
    match(body.says, /did not accept the mail: .*550 a…@example\.com is not here$/)
    ok(body.advice)
    equal(body.says.includes(PASSWORD_OF_MAIL), false)
    for (let sent = 2; sent < 5; sent++) equal((await world.ada.post('/api/admin/test-mail')).status, 200)
    const refused = await world.ada.post('/api/admin/test-mail')
    deepEqual([refused.status, refused.body.code], [429, 'rate.limited'])
    equal(sink.mails().length, 3)
  })

  test('refuses a test mail to an administrator without an address', async () => {
    const { body: account } = await api.send('POST', '/api/register', { body: { username: 'eve', password: PASSWORD } })
    await world.ada.patch(`/api/users/${account.id}`, { role: 'admin' })
    const { status, body } = await api.send('POST', '/api/admin/test-mail', { token: account.access })
    deepEqual([status, body.code], [409, 'user.no_email'])
  })
})
