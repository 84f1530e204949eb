import { withTimeout } from '../../platform/timeout.ts'

/** What the doctor says of one thing: how it is, in a sentence, and what to do where it is not well. */
export type Finding = { about: string; state: 'ok' | 'warn' | 'fail'; says: string; advice?: string }

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says })
export const warn = (about: string, says: string, advice: string): Finding => ({ about, state: 'warn', says, advice })
export const fail = (about: string, says: string, advice: string): Finding => ({ about, state: 'fail', says, advice })

/** What went wrong, on one line; a connection that was refused on several addresses has its words inside. */
export function wordsOf(reason: unknown): string {
  const { message, errors, code } = (reason ?? {}) as Partial<AggregateError> & { code?: string }
  return (message || errors?.map(wordsOf).join('; ') || code || String(reason)).replaceAll('\n', ' ')
}

const PATIENCE_MS = 10_000

/** What `work` brings, or a refusal when it takes too long: whoever asks the doctor waits for the answer. */
export const patiently = <Value>(work: Promise<Value>): Promise<Value> =>
  withTimeout(PATIENCE_MS, work, 'no answer in ten seconds')
