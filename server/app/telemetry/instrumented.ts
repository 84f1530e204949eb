import type { FastifyBaseLogger } from 'fastify'
import type { Mailer } from '../../platform/mail/mail.ts'
import { maskedAddress, messageIdOf } from '../../platform/mail/message-id.ts'
import { PermanentFailure } from '../../platform/permanent-failure.ts'
import type { Perform } from '../../platform/queue/queue.ts'
import type { Metrics } from '../../platform/telemetry/metrics/metrics.ts'
import { appMetrics } from './catalog.ts'

/** The same mailer, with a counter of emails. */
export function countMails(mailer: Mailer, metrics: Metrics): Mailer {
  const sent = metrics.counter(appMetrics.mails, { outcome: 'sent' })
  const failed = metrics.counter(appMetrics.mails, { outcome: 'failed' })
  const send: Mailer['send'] = (mail) => counted(mailer.send(mail), sent.add, failed.add)
  return { ...mailer, send }
}

/** The same mailer, which logs each email by its Message-ID, and as little as possible of the recipient. */
export function logMails(mailer: Mailer, from: string, log: FastifyBaseLogger | undefined): Mailer {
  const send: Mailer['send'] = async (mail) => {
    const line = { mail: mail.id, message_id: messageIdOf(mail.id, from), to: maskedAddress(mail.to.address) }
    try {
      const sent = await mailer.send(mail)
      log?.info({ ...line, response: sent.response }, 'mail sent')
      return sent
    } catch (reason) {
      const isPermanent = reason instanceof PermanentFailure
      log?.warn({ ...line, err: reason }, isPermanent ? 'mail refused' : 'mail not sent')
      throw reason
    }
  }
  return { ...mailer, send }
}

/** The same handler, with its attempts counted by the name of the job. */
export function countAttempts(perform: Perform, metrics: Metrics): Perform {
  return (job, signal) => {
    const outcome = (name: string) => metrics.counter(appMetrics.jobAttempts, { job: job.name, outcome: name }).add()
    return counted(
      perform(job, signal),
      () => outcome('done'),
      () => outcome('failed'),
    )
  }
}

async function counted<Value>(work: Promise<Value>, onDone: () => void, onFailed: () => void): Promise<Value> {
  try {
    const value = await work
    onDone()
    return value
  } catch (reason) {
    onFailed()
    throw reason
  }
}
