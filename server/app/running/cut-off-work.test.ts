import { equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { until } from '../../test/kit/until.ts'
import { PASSWORD } from '../../test/kit/world.ts'

eachDatabase('A worker that is stopped while its mail server hangs', (database) => {
  const docket = docketIn()
  const sink = smtpSink()

  test('releases the job at once, and reports it in its log and exit code', async () => {
    const environment = { DATABASE_URL: await database.url(), SMTP_URL: sink.url }
    const { promise: hangs, resolve: onHang } = Promise.withResolvers<void>()
    sink.refuse(() => {
      onHang()
      return new Promise(() => {})
    })
    const served = await docket.serve(environment)
    await fetch(`${served.url}/api/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ann@example.com', password: PASSWORD }),
    })
    await hangs
    const { code, stdout } = await served.stop()
    equal(code, 1)
    const [, id] = /job (\d+) \(\d+:notifications\.mail-welcome\) was interrupted and is released/.exec(stdout) ?? []
    match(stdout, new RegExp(`did not finish in time and was interrupted: job ${id}"`))

    sink.refuse(undefined)
    const since = performance.now()
    const next = await docket.serve(environment)
    await until(() => sink.mails().length > 0)
    ok(performance.now() - since < 30_000, 'the job was held until its claim ran out')
    equal((await next.stop()).code, 0)
  })
})
