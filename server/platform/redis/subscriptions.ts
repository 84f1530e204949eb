import type { Redis as Connection } from 'ioredis'
import { inWords, type Log } from './outages.ts'

type OnMessage = (text: string | undefined) => void

/** A subscribed connection sends nothing on its own: without pings, a vanished peer would not be noticed. */
const PING_EVERY_MS = 5_000

/** Subscribes to channels over one connection, which is opened for the first of them. */
export function openSubscriptions(open: () => Connection, prefix: string, log: Log | undefined) {
  const listeners = new Map<string, Set<OnMessage>>()
  let connection: Connection | undefined
  let timer: NodeJS.Timeout | undefined

  const listen = async (channels: string[]) => {
    if (!connection || !(await subscribeTo(connection, channels, log))) return
    for (const channel of channels) notify(channel, undefined)
  }
  const notify = (channel: string, text: string | undefined) => {
    for (const onMessage of listeners.get(channel) ?? []) onMessage(text)
  }
  const start = () => {
    connection = open()
    connection.on('ready', () => listen([...listeners.keys()]))
    connection.on('message', notify)
    timer = setInterval(() => connection?.ping().catch(() => {}), PING_EVERY_MS).unref()
  }

  return {
    add(name: string, onMessage: OnMessage): () => void {
      const channel = prefix + name
      const listening = listeners.get(channel) ?? new Set()
      listeners.set(channel, listening.add(onMessage))
      if (connection) void listen([channel])
      else start()
      return () => {
        listening.delete(onMessage)
        if (listening.size > 0 || listeners.get(channel) !== listening) return
        listeners.delete(channel)
        connection?.unsubscribe(channel).catch(() => {})
      }
    },
    close: () => clearInterval(timer),
  }
}

/** Subscribes to the channels, and resolves with whether that succeeded. */
async function subscribeTo(connection: Connection, channels: string[], log: Log | undefined): Promise<boolean> {
  if (connection.status !== 'ready' || channels.length === 0) return false
  try {
    await connection.subscribe(...channels)
    return true
  } catch (reason) {
    // If the connection broke, `ready` is emitted again.
    if (connection.status === 'ready') log?.warn({ reason: inWords(reason) }, 'Redis does not permit subscriptions')
    return false
  }
}
