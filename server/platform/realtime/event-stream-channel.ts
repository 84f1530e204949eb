import type { ServerResponse } from 'node:http'
import type { Channel } from './channel.ts'
import { messageOf } from './message.ts'

/** Clients that lose their server at the same time reconnect at different times. */
const EARLIEST_RETURN_MS = 500
const LATEST_RETURN_MS = 3_000

/** How long a client may take to read the end of a stream before its connection is closed. */
const CLOSE_TIMEOUT_MS = 2_000

/** Server-sent events (WHATWG HTML, section 9.2) as a channel. This writes the head of the response. */
export function eventStreamChannel(response: ServerResponse, headers: Record<string, unknown>): Channel {
  let isOpen = !response.destroyed
  response.once('close', () => {
    isOpen = false
  })
  response.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Otherwise nginx would buffer events.
    'x-accel-buffering': 'no',
  })
  response.write(retryAfter())
  return {
    send: (message) => {
      if (isOpen) response.write(message.event())
    },
    // An event without data is not dispatched, but the client stores its id for a reconnection.
    beat: ({ position }) => {
      if (isOpen) response.write(`: heartbeat\n${position === undefined ? '' : `id: ${position}\n`}\n`)
    },
    get backlog() {
      return response.writableLength
    },
    get isOpen() {
      return isOpen
    },
    end: ({ reason }) => {
      if (!isOpen) return
      isOpen = false
      response.end(Buffer.concat([Buffer.from(retryAfter()), messageOf({ type: 'end', reason }).event()]))
      const timer = setTimeout(() => response.destroy(), CLOSE_TIMEOUT_MS)
      response.once('close', () => clearTimeout(timer))
    },
    onEnd: (listener) => void response.once('close', listener),
  }
}

const retryAfter = (): string =>
  `retry: ${Math.round(EARLIEST_RETURN_MS + Math.random() * (LATEST_RETURN_MS - EARLIEST_RETURN_MS))}\n\n`
