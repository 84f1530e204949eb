import { equal, match, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { docketIn, type Served } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { until } from '../../test/kit/until.ts'
import { PASSWORD } from '../../test/kit/world.ts'

type Line = Record<string, unknown> & { msg: string; route?: string; status?: number }

eachDatabase('The log', (database) => {
  const docket = docketIn()
  const sink = smtpSink()

  test('names the user of a request, the account of a failed login, and the outcome of each mail and job', async () => {
    sink.refuse((address) => (/^bob@/i.test(address) ? 550 : undefined))
    const environment = { DATABASE_URL: await database.url(), SMTP_URL: sink.url, LOG_LEVEL: 'info' }
    const served = await docket.serve(environment)
    const ann = await post(served, '/api/register', { email: 'ann@example.com', password: PASSWORD })
    await fetch(`${served.url}/api/tasks`, { headers: { authorization: `Bearer ${ann.access}` } })
    for (const email of ['ann@example.com', 'nobody@example.com']) {
      await post(served, '/api/token', { email, password: 'something else entirely' })
    }
    await post(served, '/api/register', { email: 'Bob@example.com', password: PASSWORD })
    const dead = /job (\d+) \(\d+:notifications\.mail-welcome\) failed at attempt 1 and is dead/
    await until(() => dead.test(served.written()))
    await until(() => served.written().includes('"mail sent"'))
    const retried = await docket.run(['jobs', 'retry', dead.exec(served.written())?.[1] as string], environment)
    equal(retried.code, 0, retried.stderr)
    const { stdout } = await served.stop()

    const lines = linesOf(stdout)
    const request = (route: string, status: number) =>
      lines.filter((each) => each.route === route && each.status === status)
    equal(request('/api/tasks', 200)[0]?.user, ann.id)
    const [known, unknown] = request('/api/token', 401)
    equal(known?.account, ann.id)
    equal(unknown?.account, undefined)
    const sent = lines.find(({ msg }) => msg === 'mail sent')
    equal(sent?.to, 'a…@example.com')
    match(String(sent?.message_id), /^<[0-9a-f]{40}@localhost>$/)
    const refused = lines.find(({ msg }) => msg === 'mail refused')
    equal(refused?.to, 'B…@example.com')
    ok(!/(ann|bob)@example\.com/i.test(stdout), 'an address stands in the log')
  })

  if (database.name === 'sqlite') {
    test('of docket api on SQLite warns that mail is not sent', async () => {
      const served = await docket.serve({}, ['api'])
      const { stdout } = await served.stop()
      match(stdout, /"level":"warn".*docket api` sends no mail/)
    })
    return
  }

  test('names a process that was killed', async () => {
    const served = await docket.serve({ WEB_CONCURRENCY: '2', DATABASE_URL: await database.url() })
    const { pid } = served.process
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    process.kill(Number(child), 'SIGKILL')
    await until(() => served.written().includes('is restarted'))
    const { stdout } = await served.stop()
    const line = linesOf(stdout).find(({ msg }) => msg.includes('is restarted'))
    equal(line?.pid, Number(child))
    equal(line?.signal, 'SIGKILL')
  })
})

const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)

async function post({ url }: Served, path: string, body: object) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as { access: string; id: number }
}
