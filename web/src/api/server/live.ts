import type { LiveControlMessage, LiveEvent } from '../schema.d.ts'
import { currentToken } from './client.ts'
import { session } from './session.ts'

export type LiveListener = {
  event(event: LiveEvent): void
  /** Events arrive from now on: data that was loaded before may be stale. */
  joined(): void
  /** Everything may have changed: reload what is shown. */
  reset(): void
}

type Message = LiveEvent | LiveControlMessage

const QUIET_MS = 60_000
const LOGGED_OUT_CODE = 4403

let isConnected = true
const watchers = new Set<() => void>()

/** Whether live updates arrive. Assumed until proven otherwise. */
export const connection = {
  get: () => isConnected,
  subscribe: (watcher: () => void) => {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
  },
}

/** Receives events from the server until it is closed, and resumes from its position after each interruption. */
export function openLive(listener: LiveListener): () => void {
  const stream = new EventStream(listener)
  return () => stream.close()
}

type Timer = ReturnType<typeof setTimeout>

class EventStream {
  readonly #listener: LiveListener
  #socket: WebSocket | undefined
  #position: number | undefined
  #attempts = 0
  #retry: Timer | undefined
  #silence: Timer | undefined
  #isClosed = false

  constructor(listener: LiveListener) {
    this.#listener = listener
    window.addEventListener('online', this.#hurry)
    window.addEventListener('offline', this.#pause)
    void this.#connect()
  }

  close(): void {
    this.#isClosed = true
    window.removeEventListener('online', this.#hurry)
    window.removeEventListener('offline', this.#pause)
    for (const timer of [this.#retry, this.#silence]) clearTimeout(timer)
    this.#socket?.close()
    show(true)
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry)
    const token = await currentToken().catch(() => undefined)
    if (this.#isClosed) return
    if (!token) return session.get() ? this.#comeBack() : undefined
    const socket = new WebSocket(new URL('ws', document.baseURI.replace(/^http/, 'ws')))
    this.#socket = socket
    socket.onopen = () => socket.send(JSON.stringify({ type: 'authenticate', token, after: this.#position }))
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data as string) as Message)
    socket.onclose = ({ code }) => this.#socket === socket && this.#lose(code)
  }

  #hear(message: Message): void {
    this.#attempts = 0
    show(true)
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#socket?.close(), QUIET_MS)
    const isFirst = this.#position === undefined
    this.#position = message.position ?? this.#position
    if ('subject' in message) this.#listener.event(message as LiveEvent)
    else if (isFirst) this.#listener.joined()
    else if (message.type === 'reset') this.#listener.reset()
  }

  #lose(code: number): void {
    clearTimeout(this.#silence)
    this.#socket = undefined
    if (this.#isClosed) return
    if (code === LOGGED_OUT_CODE) void this.#askWhetherLoggedOut()
    else this.#comeBack()
  }

  /**
   * A change of password ends the session and opens another. Refreshing closes the session here if there is no other.
   */
  async #askWhetherLoggedOut(): Promise<void> {
    if (await session.refresh().catch(() => session.get())) this.#comeBack()
  }

  #comeBack(): void {
    if (this.#attempts > 0) show(false)
    const wait = Math.min(500 * 2 ** this.#attempts, 15_000) * (0.5 + Math.random())
    this.#attempts += 1
    this.#retry = setTimeout(() => void this.#connect(), wait)
  }

  readonly #hurry = () => !this.#socket && void this.#connect()

  readonly #pause = () => {
    show(false)
    this.#socket?.close()
  }
}

function show(connected: boolean): void {
  if (isConnected === connected) return
  isConnected = connected
  for (const watcher of watchers) watcher()
}
