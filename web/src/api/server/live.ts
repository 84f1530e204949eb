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
  let socket: WebSocket | undefined
  let position: number | undefined
  let attempts = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  async function connect(): Promise<void> {
    clearTimeout(retry)
    const token = await currentToken().catch(() => undefined)
    if (isClosed) return
    if (!token) return session.get() ? comeBack() : undefined
    const opened = new WebSocket(new URL('ws', document.baseURI.replace(/^http/, 'ws')))
    socket = opened
    opened.onopen = () => opened.send(JSON.stringify({ type: 'authenticate', token, after: position }))
    opened.onmessage = ({ data }) => hear(JSON.parse(data as string) as Message)
    opened.onclose = ({ code }) => socket === opened && lose(code)
  }

  function hear(message: Message): void {
    attempts = 0
    show(true)
    clearTimeout(silence)
    silence = setTimeout(() => socket?.close(), QUIET_MS)
    const isFirst = position === undefined
    position = message.position ?? position
    if ('subject' in message) listener.event(message as LiveEvent)
    else if (isFirst) listener.joined()
    else if (message.type === 'reset') listener.reset()
  }

  function lose(code: number): void {
    clearTimeout(silence)
    socket = undefined
    if (isClosed) return
    if (code === LOGGED_OUT_CODE) void askWhetherLoggedOut()
    else comeBack()
  }

  /**
   * A change of password ends the session and opens another. Refreshing closes the session here if there is no other.
   */
  async function askWhetherLoggedOut(): Promise<void> {
    if (await session.refresh().catch(() => session.get())) comeBack()
  }

  function comeBack(): void {
    if (attempts > 0) show(false)
    const wait = Math.min(500 * 2 ** attempts, 15_000) * (0.5 + Math.random())
    attempts += 1
    retry = setTimeout(() => void connect(), wait)
  }

  const hurry = () => !socket && void connect()
  const pause = () => {
    show(false)
    socket?.close()
  }
  window.addEventListener('online', hurry)
  window.addEventListener('offline', pause)
  void connect()
  return () => {
    isClosed = true
    window.removeEventListener('online', hurry)
    window.removeEventListener('offline', pause)
    for (const one of [retry, silence]) clearTimeout(one)
    socket?.close()
    show(true)
  }
}

function show(connected: boolean): void {
  if (isConnected === connected) return
  isConnected = connected
  for (const watcher of watchers) watcher()
}
