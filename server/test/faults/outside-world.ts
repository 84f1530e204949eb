import type pg from 'pg'
import type { Environment } from '../docket-command.ts'
import type { Arrived, SmtpSink } from '../smtp/smtp-sink.ts'
import type { Life } from './members.ts'

/** The settings with which a process sends to these two, each under its name. */
export const outsideWorldOf = (life: string, sink: SmtpSink, lambda: { url: string }): Environment => ({
  SMTP_URL: sink.url.replace('//', `//${life}:password@`),
  COMPLETION_NOTICE: 'lambda',
  COMPLETION_LAMBDA: 'task-completed',
  AWS_ENDPOINT_URL: lambda.url,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: life,
  AWS_SECRET_ACCESS_KEY: 'secret',
})

/** Something that left for the outside world: by its key it can be told from its repetition. */
export type Effect = { key: string; life: string }

/** Gathers what a mail server took, for whoever asks again and again. */
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

/** What left more than once, and whether each time but the last it was sent by a process that was killed over it. */
export function doublesIn(
  effects: readonly Effect[],
  lives: readonly Life[],
): { explained: string[]; others: string[] } {
  const killed = new Set(lives.filter(({ isKilled }) => isKilled).map(({ name }) => name))
  const sendersOf = new Map<string, string[]>()
  for (const { key, life } of effects) sendersOf.set(key, [...(sendersOf.get(key) ?? []), life])
  const doubles = [...sendersOf].filter(([, senders]) => senders.length > 1)
  // One that was sent twice by the same process, or by two that were never killed, is a defect.
  const isExplained = ([, senders]: [string, string[]]) =>
    new Set(senders).size === senders.length && senders.filter((sender) => !killed.has(sender)).length <= 1
  const shown = ([key, senders]: [string, string[]]) => `${key} by ${senders.join(' and ')}`
  return {
    explained: doubles.filter(isExplained).map(shown),
    others: doubles.filter((double) => !isExplained(double)).map(shown),
  }
}

/** The events of completions as the log has them, by task. */
export async function completionsIn(client: pg.Client): Promise<{ event: string; task: number }[]> {
  const { rows } = await client.query("select id, subject_id from events where type = 'task.completed' order by id")
  return rows.map(({ id, subject_id }) => ({ event: String(id), task: Number(subject_id) }))
}

/** Jobs that are still to be done. */
export async function jobsLeft(client: pg.Client): Promise<number> {
  const { rows } = await client.query("select count(*) as left from jobs where state in ('waiting', 'running')")
  return Number(rows[0].left)
}
