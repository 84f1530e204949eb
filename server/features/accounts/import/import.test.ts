import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { LONGEST_MS, longestTurn } from '../../../test/kit/longest-turn.ts'
import { PASSWORD, worldOf } from '../../../test/kit/world.ts'
import { MAX_LINES } from './read-csv.ts'

eachDatabase('An import of users', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  const send = (body: string | Buffer, query = '', { token } = world.ada) =>
    api.send('POST', `/api/admin/users/import${query}`, { token, body, headers: { 'content-type': 'text/csv' } })
  const outcomes = (rows: { outcome: string; errors: { column: string | null }[] }[]) =>
    rows.map(({ outcome, errors }) => [outcome, ...errors.map(({ column }) => column ?? 'row')].join(' '))

  test('creates accounts with their usernames, roles and display names', async () => {
    const { status, body } = await send(
      'username,email,first_name,last_name,role,is_active,password\n' +
        `dora,dora@example.com,Dora,Dill,admin,,${PASSWORD}\n` +
        'emil,emil@example.com,Emil,,,no,\n',
    )
    deepEqual([status, body.created, body.existing, body.refused, body.dry_run], [200, 2, 0, 0, false])
    const [dora, emil] = body.rows
    deepEqual([dora.line, dora.outcome, dora.display_name, 'password' in dora], [2, 'created', 'Dora Dill', false])
    const { body: account } = await world.ada.get(`/api/users/${dora.id}`)
    deepEqual([account.role, account.is_active, account.must_change_password], ['admin', true, true])
    equal((await world.ada.get(`/api/users/${emil.id}`)).body.is_active, false)
    equal((await world.ada.get(`/api/people/${dora.id}`)).body.display_name, 'Dora Dill')
    const login = await api.send('POST', '/api/token', { body: { username: 'dora', password: PASSWORD } })
    equal(login.status, 200)
  })

  test('mails a link for choosing a password to active users without one', async () => {
    await api.newEvents()
    const { body } = await send('email,display_name\nfritz@example.com,Fritz\n')
    equal(body.created, 1)
    const events = ['user.registered', 'profile.created', 'profile.updated', 'person.updated']
    deepEqual(await api.newEvents(), [...events, 'user.password_reset_requested'])
    const { body: account } = await world.ada.get(`/api/users/${body.rows[0].id}`)
    equal(account.must_change_password, false)
  })

  test('writes nothing in a dry run, and reports what it would do', async () => {
    await api.newEvents()
    const csv = 'username,email\ngina,gina@example.com\nann,ann@example.com\n'
    const { body } = await send(csv, '?dry_run=true')
    deepEqual([body.dry_run, outcomes(body.rows), body.rows[0].id], [true, ['created', 'exists'], null])
    equal(body.rows[1].id, world.ann.id)
    deepEqual(await api.newEvents(), [])
    equal((await world.ada.get('/api/users?q=gina')).body.count, 0)
  })

  test('creates no duplicates when it is repeated', async () => {
    const csv = 'username,email\nhugo,hugo@example.com\nida,ida@example.com\n'
    equal((await send(csv)).body.created, 2)
    await api.newEvents()
    const { body } = await send(csv)
    deepEqual([body.created, body.existing], [0, 2])
    deepEqual(await api.newEvents(), [])
  })

  test('refuses rows with the column and the reason, and creates the others', async () => {
    const { body } = await send(
      [
        'username,email,role,is_active,password',
        'no@name,kim@example.com,,,',
        'kim,nowhere,,,',
        'kim,kim@example.com,owner,perhaps,',
        'kim,kim@example.com,,,password',
        'nomail,,,,',
        ',,user,,',
        'ann,other@example.com,,,',
        'other,ben@example.com,,,',
        'kim,kim@example.com,,,',
        'kim,again@example.com,,,',
        'late,KIM@example.com,,,',
        'liv,liv@example.com,,,,too,many',
      ].join('\r\n'),
    )
    deepEqual(outcomes(body.rows), [
      'refused username',
      'refused email',
      'refused role is_active',
      'refused password',
      'refused password',
      'refused row',
      'refused username',
      'refused email',
      'created',
      'refused username',
      'refused email',
      'refused row',
    ])
    deepEqual([body.created, body.refused], [1, 11])
    match(body.rows[9].errors[0].detail, /^Line 10 has the same name\.$/)
  })

  test('reads files as spreadsheet programs write them', async () => {
    const quoted = 'Username;E-Mail;"Display Name";Department\r\nleo;leo@example.com;"Löwe; ""Leo""\r\nTwo";Garden\r\n'
    const { body } = await send(Buffer.from(`\uFEFF${quoted}`))
    deepEqual([body.created, body.ignored_columns], [1, ['Department']])
    equal(body.rows[0].display_name, 'Löwe; "Leo"\r\nTwo')
    equal((await send('username\temail\nmax\tmax@example.com\n')).body.created, 1)
  })

  test('is refused as a whole when the file is invalid or too large', async () => {
    const many = `username\n${Array.from({ length: MAX_LINES + 1 }, (_, index) => `u${index}`).join('\n')}`
    const passwords = `username,password\n${Array.from({ length: 501 }, (_, index) => `u${index},x`).join('\n')}`
    for (const [csv, status, code, detail] of [
      ['', 400, 'user_import.unreadable', /is empty/],
      ['first,second\n1,2\n', 400, 'user_import.unreadable', /among them username or email/],
      ['email,email\n1,2\n', 400, 'user_import.unreadable', /twice/],
      ['username\n"open\n', 400, 'user_import.unreadable', /not CSV/],
      [Buffer.from('username\nJ\xfcrgen\n', 'latin1'), 400, 'request.encoding', /CSV UTF-8/],
      [many, 400, 'user_import.too_many_rows', /5001 rows/],
      [passwords, 400, 'user_import.too_many_rows', /501 rows have a password/],
      ['x'.repeat(1024 * 1024 + 1), 413, 'request.too_large', /1 MiB/],
    ] as const) {
      const { body, status: actual } = await send(csv)
      deepEqual([actual, body.code], [status, code], String(csv).slice(0, 30))
      match(body.detail, detail)
    }
    const asJson = await world.ada.post('/api/admin/users/import', { username: 'x' })
    deepEqual([asJson.status, asJson.body.code], [415, 'request.media_type'])
    equal((await send('username\nx\n', '', world.ann)).status, 403)
  })
  test('of the largest size does not delay other requests', async () => {
    const row = (_: unknown, index: number) => `user${index},user${index}@example.com,"First ${index}",Last,user,yes`
    const header = 'username,email,first_name,last_name,role,is_active'
    const csv = [header, ...Array.from({ length: MAX_LINES }, row)].join('\n')
    const longest = await longestTurn(async () => {
      const { body } = await send(csv, '?dry_run=true')
      equal(body.created, MAX_LINES)
    })
    ok(longest <= LONGEST_MS, `${longest} ms`)
  })
})
