import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import pg from 'pg'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { otlpCollector } from '../../test/kit/otlp/collector.ts'
import { tokenIn } from '../../test/kit/smtp/mailing-api.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { until } from '../../test/kit/until.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

eachDatabase('The log of a server at the most verbose level', (database) => {
  const docket = docketIn()
  const collector = otlpCollector()
  const sink = smtpSink()

  test('contains no password and no token, after any action and any error', async () => {
    const databaseUrl = await database.url()
    const secrets = {
      key: 'a key that only this test knows, of 32 bytes and more',
      password: 'correct horse battery',
      wrong: 'wrong donkey battery',
      next: 'another horse battery',
      forged: `eyJhbGciOiJIUzI1NiJ9.${'e'.repeat(60)}.${'f'.repeat(43)}`,
      inPath: `path-${'p'.repeat(50)}`,
      inQuery: 'query-swordfish',
      header: 'key-of-the-collector',
    }
    const served = await docket.serve({
      DATABASE_URL: databaseUrl,
      JWT_SECRET_KEY: secrets.key,
      LOG_LEVEL: 'trace',
      REFRESH_TOKEN_GRACE: '0',
      SMTP_URL: sink.url,
      PUBLIC_URL: 'https://tasks.example.org',
      HTTPS_REDIRECT: 'false',
      ALLOWED_HOSTS: '127.0.0.1',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-key=${secrets.header}`,
    })
    const ask = async (method: string, path: string, body?: unknown, token?: string) => {
      const headers = {
        'content-type': 'application/json',
        traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
        ...(token && { authorization: `Bearer ${token}` }),
      }
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      const response = await fetch(served.url + path, init)
      const text = await response.text()
      // biome-ignore lint/suspicious/noExplicitAny: the response is checked elsewhere
      return { status: response.status, body: (text ? JSON.parse(text) : undefined) as any }
    }
    const account = { username: 'ann', email: 'ann@example.com', password: secrets.password }
    const registered = await ask('POST', '/api/register', account)
    const login = await ask('POST', '/api/token', { username: 'ann', password: secrets.password })
    const refreshed = await ask('POST', '/api/token/refresh', { refresh: login.body.refresh })
    const statuses = [
      registered.status,
      login.status,
      refreshed.status,
      (await ask('POST', '/api/token/refresh', { refresh: login.body.refresh })).status,
      (await ask('POST', '/api/token', { username: 'ann', password: secrets.wrong })).status,
      (await ask('GET', '/api/users/me', undefined, secrets.forged)).status,
      (await ask('POST', '/api/token/verify', { token: secrets.forged })).status,
      (await ask('POST', '/api/register', { ...account, password: secrets.wrong, refresh: secrets.forged })).status,
      (await ask('GET', `/api/nothing/${secrets.inPath}?search=${secrets.inQuery}`)).status,
      (await ask('POST', '/api/password-reset', { email: 'ann@example.com' })).status,
    ]
    deepEqual(statuses, [201, 200, 200, 401, 401, 401, 401, 409, 404, 202])
    const reset = await mailed(sink, '/reset-password')
    equal((await ask('POST', '/api/password-reset/confirm', { token: reset, password: secrets.next })).status, 204)
    equal((await ask('POST', '/api/password-reset/confirm', { token: reset, password: secrets.next })).status, 400)

    await refuseEve(databaseUrl)
    const eve = { username: 'eve', email: 'eve@example.com', password: secrets.password }
    const broken = await ask('POST', '/api/register', eve)
    equal(broken.status, 500)
    const { stdout, stderr } = await served.stop()
    const log = stdout + stderr

    match(log, new RegExp(`"level":"error".*"reqId":"${broken.body.request_id}".*"msg":`))
    const lines = log.split('\n').filter((line) => line.includes('"msg":"request"'))
    ok(lines.length >= statuses.length)
    for (const line of lines) equal(JSON.parse(line).trace_id, TRACE)
    match(log, /"path":"\/api\/nothing\/\[secret\]"/)
    const given = {
      ...tokensOf(registered.body),
      ...tokensOf(login.body, 'login'),
      ...tokensOf(refreshed.body, 'next'),
    }
    for (const [name, secret] of Object.entries({ ...secrets, ...given, reset, hash: '$argon2' })) {
      ok(secret.length > 6)
      ok(!log.includes(secret), `${name} stands in the log`)
    }
    const traces = JSON.stringify(collector.spans)
    ok(traces.includes(TRACE))
    for (const [name, secret] of Object.entries({ ...secrets, ...given, reset, hash: '$argon2' })) {
      ok(!traces.includes(secret), `${name} stands in the traces`)
    }
  })
})

const tokensOf = (
  { access, refresh }: { access: string; refresh: string },
  name = 'first',
): Record<string, string> => ({
  [`${name} access token`]: access,
  [`${name} refresh token`]: refresh,
})

/** The token of the link to a page in a mail that is on its way. */
async function mailed(sink: ReturnType<typeof smtpSink>, path: string): Promise<string> {
  return tokenIn(await until(() => sink.mails().find(({ text }) => text?.includes(path))), path)
}

/** From now on the database refuses Eve, and PostgreSQL says all that it knows of her. */
async function refuseEve(url: string): Promise<void> {
  if (url.startsWith('sqlite://')) {
    const file = new DatabaseSync(url.slice('sqlite://'.length), { timeout: 5_000 })
    file.exec(`create trigger no_eve before insert on users when new.username = 'eve'
      begin select new.password_hash, raise(abort, 'no eve'); end`)
    return file.close()
  }
  const client = new pg.Client(url)
  await client.connect()
  await client.query("alter table users add constraint no_eve check (username <> 'eve')")
  await client.end()
}
