import type { Redis as Connection } from 'ioredis'

export type Log = { warn(fields: object, text: string): void; info(fields: object, text: string): void }

const NO_SENTINEL = /^All sentinels are unreachable/

/** Logs that Redis is away, once per outage, and that it is back. */
export function followOutages(connection: Connection, log: Log | undefined): void {
  let isDown = false
  let reason: unknown = {}
  const markDown = () => {
    if (isDown) return
    isDown = true
    log?.warn(
      { reason: inWords(reason) },
      'Redis is unavailable; the server waits or continues without it until it is back',
    )
  }
  connection.on('error', (failure) => {
    reason = failure
    // Sentinels are queried again without a reconnection.
    if (NO_SENTINEL.test(inWords(failure))) markDown()
  })
  connection.on('reconnecting', markDown)
  connection.on('ready', () => {
    reason = {}
    if (!isDown) return
    isDown = false
    log?.info({}, 'Redis is available again')
  })
}

/** Never the error itself: that of a refused login contains the password, among the arguments of the failed command. */
export function inWords(reason: unknown): string {
  const { message, code } = reason as { message?: string; code?: string }
  return message || code || 'the connection was closed'
}
