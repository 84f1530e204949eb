import { type TSchema, Type } from 'typebox'
import { ref } from '../schema.ts'
import { ProblemBody } from './problems.ts'

const REASONS = {
  400: 'The request is not valid. `errors` names each invalid field.',
  401: 'The token is missing, invalid or expired.',
  403: 'The role of the user does not permit this, or the user must change their password first.',
  404: 'The resource does not exist or is not visible to the user.',
  409: 'The request conflicts with the current state.',
  412: 'The resource has changed since the version in If-Match.',
  413: 'The body is too large.',
  415: 'The media type of the body is not supported.',
  422: 'The Idempotency-Key was used for a different request.',
  429: 'Too many requests.',
  431: 'The query and the headers are too large.',
  500: 'An internal error. The log contains the details.',
  503: 'The server is temporarily unavailable. Retry later.',
} as const

export type Failure = keyof typeof REASONS

const ALWAYS: Failure[] = [400, 429, 431, 500, 503]
// A route that requires a token may also refuse a user who must change their password first.
const IMPLIED: Partial<Record<Failure | 'body', Failure[]>> = { body: [413, 415], 401: [401, 403] }

/**
 * The `response` part of a route's schema: its success, and each failure that can happen. Failures that can happen to
 * every request are added.
 */
export function responses<S extends Record<number, TSchema>>(success: S, ...failures: (Failure | 'body')[]) {
  const all = new Set<Failure>([...ALWAYS, ...failures.flatMap((failure) => IMPLIED[failure] ?? [failure as Failure])])
  const problems = Object.fromEntries([...all].map((status) => [status, problem(REASONS[status])]))
  return { ...success, ...problems } as S
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref(ProblemBody) } },
})

/** A success without a body. */
export const NoContent = Type.Unsafe<void>({ type: 'null', description: 'Success, without a body.' })

/** A schema as the body of a success, with the description in OpenAPI. */
export const response = <S extends TSchema>(schema: S, description: string) =>
  ({ ...ref(schema), description }) as unknown as S
