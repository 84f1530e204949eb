import { withTimeout } from '../../platform/timeout.ts'

/** A result of the doctor: the state in one sentence, and advice unless it is ok. */
export type Finding = { about: string; state: 'ok' | 'warn' | 'fail'; says: string; advice?: string }

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says })
export const warn = (about: string, says: string, advice: string): Finding => ({ about, state: 'warn', says, advice })
export const fail = (about: string, says: string, advice: string): Finding => ({ about, state: 'fail', says, advice })

/**
 * The error message on one line; if a connection was refused on several addresses, the messages are in the nested
 * errors.
 */
export function wordsOf(reason: unknown): string {
  const { message, errors, code } = (reason ?? {}) as Partial<AggregateError> & { code?: string }
  return (message || errors?.map(wordsOf).join('; ') || code || String(reason)).replaceAll('\n', ' ')
}

const TIMEOUT_MS = 10_000

/** The result of `work`, or a rejection if it takes too long: the user of the doctor is waiting. */
export const withDeadline = <Value>(work: Promise<Value>): Promise<Value> =>
  withTimeout(TIMEOUT_MS, work, 'no response within ten seconds')
