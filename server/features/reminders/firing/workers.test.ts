import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { fromNow } from '../../../platform/clock.ts'
import { docketIn } from '../../../test/kit/docket-command.ts'
import { onPostgresAlone } from '../../../test/kit/each-database.ts'
import { mailingApiOn } from '../../../test/kit/smtp/mailing-api.ts'
import type { Arrived } from '../../../test/kit/smtp/smtp-sink.ts'
import { settle, until } from '../../../test/kit/until.ts'
import { worldOf } from '../../../test/kit/world.ts'

const MINUTE = 60_000

onPostgresAlone('Reminders sent by worker processes', (database) => {
  const api = mailingApiOn(database)
  const docket = docketIn()
  const world = worldOf(api)

  const startWorkers = (count: number) =>
    Array.from({ length: count }, () => {
      const { databaseUrl, jwtSecretKey, smtpUrl, publicUrl } = api.config
      const environment = { DATABASE_URL: databaseUrl, JWT_SECRET_KEY: String(jwtSecretKey), SMTP_URL: String(smtpUrl) }
      return docket.start(['worker'], { ...environment, PUBLIC_URL: String(publicUrl), DATABASE_POOL_SIZE: '4' })
    })

  /** Reminders that went off so long ago, had a worker been there, or will so soon. */
  async function remind(name: string, count: number, delayMs: number): Promise<string[]> {
    const titles = Array.from({ length: count }, (_, index) => `${name} ${index}`)
    for (const title of titles) {
      const { body } = await world.ann.post('/api/tasks', { title })
      await world.ann.post(`/api/tasks/${body.id}/reminders`, { at: fromNow(24 * 60 * MINUTE) })
      const at = fromNow(delayMs)
      const times = { at, next_at: at, scheduled_at: fromNow(delayMs - 60 * MINUTE) }
      await api.db.updateTable('reminders').set(times).where('task_id', '=', body.id).execute()
    }
    return titles.map((title) => `Reminder: ${title}`)
  }

  const reminders = (mails: Arrived[]) => mails.filter(({ subject }) => subject?.startsWith('Reminder'))
  const arrived: Arrived[] = []
  async function untilArrived(count: number): Promise<Arrived[]> {
    await until(() => {
      arrived.push(...reminders(api.sink.mails()))
      return arrived.length >= count
    })
    // Long enough for a second worker's copy.
    await settle(1_500)
    arrived.push(...reminders(api.sink.mails()))
    return arrived.splice(0)
  }
  const subjects = (mails: Arrived[]) => mails.map(({ subject }) => subject ?? '').sort()

  test('are sent once each by three workers, soon after their time', async () => {
    const workers = startWorkers(3)
    const expected = await remind('Race', 25, 3_000)
    deepEqual(subjects(await untilArrived(25)), expected.sort())
    for (const { process } of workers) process.kill('SIGTERM')
    for (const { ended } of workers) equal((await ended).code, 0)
  })

  test('are sent late, once each, with a note, when no worker was running', async () => {
    const expected = await remind('Late', 12, -25 * MINUTE)
    const workers = startWorkers(3)
    const mails = await untilArrived(12)
    deepEqual(subjects(mails), expected.sort())
    for (const { text, html, headers } of mails) {
      match(text ?? '', /due 25 minutes ago/)
      ok(String(html).includes('due 25 minutes ago'))
      ok(headers.has('list'), 'it can be unsubscribed from')
    }
    for (const { process } of workers) process.kill('SIGTERM')
    for (const { ended } of workers) await ended
  })

  test('are sent by another worker when one is killed between claiming and sending', async () => {
    const [expected = ''] = await remind('Killed', 1, 0)
    const asked = Promise.withResolvers<void>()
    const released = Promise.withResolvers<undefined>()
    api.sink.refuse(() => {
      asked.resolve()
      return released.promise
    })
    const [victim] = startWorkers(1)
    await asked.promise
    victim?.process.kill('SIGKILL')
    await victim?.ended
    api.sink.refuse(undefined)
    released.resolve(undefined)
    const heirs = startWorkers(2)
    await settle(2_000)
    deepEqual(reminders(api.sink.mails()), [], 'it is claimed still')
    // As if the minutes had passed for which the dead worker had it.
    await api.db
      .updateTable('jobs')
      .set({ run_at: fromNow(0) })
      .where('state', '=', 'running')
      .execute()
    await api.db
      .updateTable('deliveries')
      .set({ claimed_until: fromNow(0) })
      .where('sent_at', 'is', null)
      .execute()
    deepEqual(subjects(await untilArrived(1)), [expected])
    for (const { process } of heirs) process.kill('SIGTERM')
    for (const { ended } of heirs) await ended
  })
})
