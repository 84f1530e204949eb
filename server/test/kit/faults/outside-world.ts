import type pg from 'pg'
import type { Environment } from '../docket-command.ts'
import type { Arrived, SmtpSink } from '../smtp/smtp-sink.ts'
import type { Life } from './members.ts'

/** The settings with which a process sends to these two; the user names identify the process. */
export const outsideWorldOf = (life: string, sink: SmtpSink, lambda: { url: string }): Environment => ({
  SMTP_URL: sink.url.replace('//', `//${life}:password@`),
  COMPLETION_NOTICE: 'lambda',
  COMPLETION_LAMBDA: 'task-completed',
  AWS_ENDPOINT_URL: lambda.url,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: life,
  AWS_SECRET_ACCESS_KEY: 'secret',
})

/** A delivery to the outside world. Its key identifies repetitions. */
export type Effect = { key: string; life: string }

/** Accumulates the emails of a mail server, for callers that read them repeatedly. */
export function mailbox(sink: SmtpSink): { all(): Arrived[] } {
  const arrived: Arrived[] = []
  return {
    all: () => {
      arrived.push(...sink.mails())
      return arrived
    },
  }
}

export const effectsOf = (mails: readonly Arrived[]): Effect[] =>
  mails.map(({ messageId, sender }) => ({ key: String(messageId), life: String(sender) }))

/**
 * The deliveries that were made more than once, and whether each attempt but the last was made by a process that was
 * killed during it.
 */
export function doublesIn(
  effects: readonly Effect[],
  lives: readonly Life[],
): { explained: string[]; others: string[] } {
  const killed = new Set(lives.filter(({ isKilled }) => isKilled).map(({ name }) => name))
  const sendersOf = new Map<string, string[]>()
  for (const { key, life } of effects) sendersOf.set(key, [...(sendersOf.get(key) ?? []), life])
  const doubles = [...sendersOf].filter(([, senders]) => senders.length > 1)
  // Two deliveries by the same process, or by two that were never killed, are a defect.
  const isExplained = ([, senders]: [string, string[]]) =>
    new Set(senders).size === senders.length && senders.filter((sender) => !killed.has(sender)).length <= 1
  const shown = ([key, senders]: [string, string[]]) => `${key} by ${senders.join(' and ')}`
  return {
    explained: doubles.filter(isExplained).map(shown),
    others: doubles.filter((double) => !isExplained(double)).map(shown),
  }
}

/** The completion events in the log, by task. */
export async function completionsIn(client: pg.Client): Promise<{ event: string; task: number }[]> {
  const { rows } = await client.query("select id, subject_id from events where type = 'task.completed' order by id")
  return rows.map(({ id, subject_id }) => ({ event: String(id), task: Number(subject_id) }))
}

/** The number of unfinished jobs. */
export async function jobsLeft(client: pg.Client): Promise<number> {
  const { rows } = await client.query("select count(*) as left from jobs where state in ('waiting', 'running')")
  return Number(rows[0].left)
}
