import { deepEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { Mail } from '../../platform/mail/mail.ts'
import type { Job } from '../../platform/queue/job-rows.ts'
import { type Metrics, openMetrics } from '../../platform/telemetry/metrics/metrics.ts'
import { catalog } from './catalog.ts'
import { countAttempts, countMails } from './instrumented.ts'

const valuesOf = async (metrics: Metrics, name: string) =>
  (await metrics.read())
    .find((reading) => reading.name === name)
    ?.values.map(({ labels, value }) => ({ ...labels, value }))

test('mails are counted as sent or failed, and errors are passed on', async () => {
  const metrics = openMetrics(catalog)
  const send = async ({ subject }: Mail) => {
    if (subject === 'bad') throw new Error('refused')
    return { messageId: '<1@example.com>' }
  }
  const mailer = countMails({ send, close: async () => {} }, metrics)
  const mail: Mail = { to: { name: 'Ann', address: 'ann@example.com' }, subject: 'good', text: '', html: '', id: '1' }
  await mailer.send(mail)
  await mailer.send(mail)
  await rejects(mailer.send({ ...mail, subject: 'bad' }), /refused/)
  deepEqual(await valuesOf(metrics, 'docket_mails_total'), [
    { outcome: 'sent', value: 2 },
    { outcome: 'failed', value: 1 },
  ])
})

test('attempts at jobs are counted by name and outcome', async () => {
  const metrics = openMetrics(catalog)
  const perform = countAttempts(async ({ name }) => {
    if (name === 'a.bad') throw new Error('no')
  }, metrics)
  const { signal } = new AbortController()
  await perform({ name: 'a.good' } as Job, signal)
  await rejects(perform({ name: 'a.bad' } as Job, signal), /no/)
  deepEqual(await valuesOf(metrics, 'docket_job_attempts_total'), [
    { job: 'a.good', outcome: 'done', value: 1 },
    { job: 'a.bad', outcome: 'failed', value: 1 },
  ])
})
