import createClient, { type Middleware } from 'openapi-fetch'
import type { Problem, paths } from '../schema.d.ts'
import { session } from './session.ts'

/** A refusal of the server, or `offline` if it could not be reached. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly errors: readonly { pointer: string; detail: string }[]

  constructor(status: number, problem: Partial<Omit<Problem, 'code'>> & { code?: string }) {
    super(problem.detail ?? '')
    this.status = status
    this.code = problem.code ?? 'offline'
    this.errors = (problem.errors ?? []) as { pointer: string; detail: string }[]
  }
}

/** The code of a refusal by the app itself: another user has logged in since. */
export const OTHER_USER = 'session.other_user'

/** Whether the version that was sent is no longer current. */
export const isStale = (reason: unknown): boolean => reason instanceof Refusal && reason.status === 412

/** Whether it has been deleted, or is not visible to this user. */
export const isGone = (reason: unknown): boolean => reason instanceof Refusal && reason.status === 404

const baseUrl = document.baseURI.replace(/\/$/, '')

/** Typed by openapi.json. Every request has a valid token, or none. */
export const client = createClient<paths>({ baseUrl, fetch: fetchWithToken })

const problems: Middleware = {
  onResponse: async ({ response }) => {
    if (response.ok) return
    const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
    throw new Refusal(response.status, { code: 'internal', ...problem })
  },
  onError: ({ error }) => (error instanceof Refusal ? error : new Refusal(0, {})),
}
client.use(problems)

/** The body of a successful response. Throws a refusal. */
export async function bodyOf<Body>(answer: Promise<{ data?: Body }>): Promise<Body> {
  return (await answer).data as Body
}

/** Sends a request, and once more with a new token if the old one is refused. */
async function fetchWithToken(request: Request): Promise<Response> {
  const user = session.get()?.user.id
  const again = request.clone()
  const token = user && (await currentToken())
  requireUser(user)
  const response = await fetch(authorized(request, token || undefined))
  requireUser(user)
  if (response.status !== 401 || !user) return response
  const renewed = await session.refresh()
  requireUser(user)
  if (!renewed) return response
  const second = await fetch(authorized(again, renewed.access))
  requireUser(user)
  return second
}

/** A request of one user must not be sent, nor its response used, as another user. */
function requireUser(user: number | undefined): void {
  const now = session.get()?.user.id
  if (user && now && user !== now) throw new Refusal(401, { code: OTHER_USER })
}

/** A token that remains valid for a while. */
export async function currentToken(): Promise<string | undefined> {
  const held = session.get()
  if (!held || held.expiresAt - Date.now() > 10_000) return held?.access
  return (await session.refresh())?.access
}

function authorized(request: Request, token: string | undefined): Request {
  if (token) request.headers.set('authorization', `Bearer ${token}`)
  return request
}
