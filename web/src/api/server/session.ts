import { ownName } from '../base-path.ts'
import type { Tokens, User } from '../schema.d.ts'

/**
 * The access token is only in the memory of this page. The refresh token is in a cookie that scripts cannot read. Tabs
 * share new tokens with each other, so that only one of them refreshes.
 */
export type Session = { access: string; expiresAt: number; user: User }

const SIGNED_OUT = 'signed-out'
type Heard = { kind: 'session'; session: Session } | { kind: typeof SIGNED_OUT }

/** Stores only who is logged in here: without it, no page requests new tokens. */
const HINT = ownName('session')
const REFRESH_BEFORE_MS = 60_000
const PATIENCE_MS = 10_000

const tabs = new BroadcastChannel(ownName('session'))
const listeners = new Set<() => void>()
let current: Session | undefined
let timer: ReturnType<typeof setTimeout> | undefined

export const session = {
  get: () => current,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  /** After a login or a registration. */
  open: (tokens: Tokens) => {
    accept(sessionFrom(tokens))
    tabs.postMessage({ kind: 'session', session: current } satisfies { kind: 'session'; session: Session | undefined })
  },
  close: () => {
    forget()
    tabs.postMessage({ kind: SIGNED_OUT })
  },
  /** The user has changed their display name. */
  rename: (user: User) => {
    if (!current || current.user.id !== user.id) return
    accept({ ...current, user })
    tabs.postMessage({ kind: 'session', session: current })
  },
  refresh,
  /** Runs work that ends this session and opens another. Until it is done, no tab refreshes. */
  replace: alone,
  /** Whether a visitor may still have an earlier session. */
  mayExist: () => localStorage.getItem(HINT) !== null,
  /** The last user who logged in here and has not logged out. */
  lastUser: (): number => Number(localStorage.getItem(HINT)),
  /** Continues without a network, until the server has issued a token. */
  resume: (user: User) => {
    current = { access: '', expiresAt: 0, user }
    for (const listener of listeners) listener()
  },
}

tabs.onmessage = ({ data }: MessageEvent<Heard>) => {
  if (data.kind === SIGNED_OUT) return current && forget()
  // Another user has logged in, in this browser: no data of the first may stay in memory.
  if (current && data.session.user.id !== current.user.id) return location.reload()
  accept(data.session)
}

function accept(opened: Session): void {
  current = opened
  localStorage.setItem(HINT, String(opened.user.id))
  clearTimeout(timer)
  const wait = Math.max(opened.expiresAt - Date.now() - REFRESH_BEFORE_MS, 5_000)
  timer = setTimeout(() => void refresh().catch(() => {}), wait)
  for (const listener of listeners) listener()
}

function forget(): void {
  current = undefined
  clearTimeout(timer)
  localStorage.removeItem(HINT)
  for (const listener of listeners) listener()
}

let refreshing: Promise<Session | undefined> | undefined

/** New tokens, requested once however many requests and tabs need them; undefined if nobody is logged in any more. */
function refresh(): Promise<Session | undefined> {
  refreshing ??= alone(async () => {
    const before = current
    // While this tab waited for the lock, another may have sent its tokens.
    await new Promise((heard) => setTimeout(heard))
    if (current && current !== before) return current
    return askForTokens()
  }).finally(() => {
    refreshing = undefined
  })
  return refreshing
}

let turn: Promise<unknown> = Promise.resolve()

/** Runs one after the other over all tabs. Without https, where there are no locks, only within this tab. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(ownName('refresh'), work) as Promise<T>
  const done = turn.then(work)
  turn = done.catch(() => {})
  return done
}

async function askForTokens(): Promise<Session | undefined> {
  const response = await fetch(new URL('api/token/refresh', document.baseURI), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ transport: 'cookie' }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  if (response.status === 401 || response.status === 403) {
    session.close()
    return undefined
  }
  if (!response.ok) throw new Error(`refreshing answered ${response.status}`)
  session.open((await response.json()) as Tokens)
  return current
}

const sessionFrom = ({ access, expires_in, user }: Tokens): Session => ({
  access,
  user,
  expiresAt: Date.now() + expires_in * 1000,
})
