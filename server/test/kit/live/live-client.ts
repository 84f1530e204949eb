import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import WebSocket from 'ws'
import { until } from '../until.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read messages freely
export type ReceivedMessage = any

/** The transport of a live client. Both carry the same messages. */
export type Wire = 'WebSocket' | 'server-sent events'

export const WIRES: readonly Wire[] = ['WebSocket', 'server-sent events']

/** A connected client that records the messages that it receives. */
export type LiveClient = {
  /** All messages except heartbeats, in the order of arrival. */
  heard: ReceivedMessage[]
  /** Waits for a message, among those received already or later. */
  until(is: (message: ReceivedMessage) => boolean): Promise<ReceivedMessage>
  /** The status of a refused connection, or how the server closed it. */
  ended: Promise<{ code: number; reason: string }>
  /** Stops reading, so that data accumulates in the socket. */
  pause(): void
  resume(): void
  /** Disconnects without a close, and waits until that is done. */
  close(): Promise<void>
}

type Listener = { server: { server: { address(): unknown } } }
type Asking = { token: string; after?: number | undefined; wire?: Wire }

export function listenLive(api: Listener, asking: Asking): LiveClient {
  const { port } = api.server.server.address() as AddressInfo
  return listenAt(`127.0.0.1:${port}`, asking)
}

export function listenAt(host: string, { token, after, wire = 'WebSocket' }: Asking): LiveClient {
  const heard: ReceivedMessage[] = []
  const onMessage = (message: ReceivedMessage) => {
    if (message.type !== 'heartbeat') heard.push(message)
  }
  const line =
    wire === 'WebSocket' ? webSocket(host, token, after, onMessage) : eventStream(host, token, after, onMessage)
  let hasEnded = false
  const ended = line.ended.then((how) => {
    hasEnded = true
    return how
  })
  return {
    ...line,
    heard,
    ended,
    until: (is) =>
      until(async () => {
        const found = heard.find(is)
        if (found || !hasEnded) return found
        throw new Error(`the line ended: ${JSON.stringify(await ended)} after ${JSON.stringify(heard)}`)
      }),
    close: async () => {
      line.cut()
      await ended
    },
  }
}

type Line = Pick<LiveClient, 'ended' | 'pause' | 'resume'> & { cut(): void }

function webSocket(
  host: string,
  token: string,
  after: number | undefined,
  onMessage: (message: ReceivedMessage) => void,
): Line {
  const socket = new WebSocket(`ws://${host}/ws`)
  socket.on('open', () => socket.send(JSON.stringify({ type: 'authenticate', token, after })))
  return { ...endingOf(socket, onMessage), cut: () => socket.terminate() }
}

/** The messages of a WebSocket, and how it ends. */
export function endingOf(socket: WebSocket, onMessage: (message: ReceivedMessage) => void): Omit<Line, 'cut'> {
  socket.on('message', (bytes) => onMessage(JSON.parse(String(bytes))))
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('error', () => {})
    socket.on('unexpected-response', (_request, response) => {
      void textOf(response).then((reason) => resolve({ code: response.statusCode ?? 0, reason }))
    })
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  return { ended, pause: () => socket.pause(), resume: () => socket.resume() }
}

function eventStream(
  host: string,
  token: string,
  after: number | undefined,
  onMessage: (message: ReceivedMessage) => void,
): Line {
  let end: (how: { code: number; reason: string }) => void
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    end = resolve
  })
  let stream: IncomingMessage | undefined
  const headers = { authorization: `Bearer ${token}`, ...(after !== undefined && { 'last-event-id': String(after) }) }
  const request = get(`http://${host}/api/events/stream`, { headers, agent: false }, (response) => {
    stream = response
    const status = response.statusCode ?? 0
    if (status !== 200) return void textOf(response).then((reason) => end({ code: status, reason }))
    let rest = ''
    let reason = ''
    response.setEncoding('utf8').on('data', (text: string) => {
      const events = (rest + text).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const json = /^data: (.*)$/m.exec(event)?.[1]
        if (!json) continue
        const message = JSON.parse(json)
        if (message.type === 'end') reason = message.reason
        else onMessage(message)
      }
    })
    response.on('error', () => {}).on('close', () => end({ code: status, reason }))
  })
  request.on('error', () => end({ code: 0, reason: 'connection lost' }))
  return {
    ended,
    pause: () => stream?.pause(),
    resume: () => stream?.resume(),
    cut: () => request.destroy(),
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of response.setEncoding('utf8')) text += part
  return text
}
