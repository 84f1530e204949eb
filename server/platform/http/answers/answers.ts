import { type TSchema, Type } from 'typebox'
import { ref } from '../schema.ts'
import { ProblemBody } from './problems.ts'

const REASONS = {
  400: 'The input is not valid; `errors` names every failing field.',
  401: 'No token, or one that is not good (any more).',
  403: 'Your role does not allow this.',
  404: 'It does not exist, or you may not see it.',
  405: 'This method is not possible here.',
  409: 'It conflicts with what is there.',
  412: 'It was changed since the version in If-Match.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The Idempotency-Key was used with another body.',
  429: 'Too many requests.',
  500: 'A defect on our side.',
  503: 'The server cannot answer now; try again later.',
} as const

type Failure = keyof typeof REASONS

const ALWAYS: Failure[] = [400, 429, 500, 503]
const WITH_BODY: Failure[] = [413, 415]

/**
 * The `response` part of a route's schema: what success looks like, and each failure that can happen. Those
 * that can happen to every request are added.
 */
export function answers<S extends Record<number, TSchema>>(success: S, ...failures: (Failure | 'body')[]) {
  const all = new Set<Failure>([
    ...ALWAYS,
    ...failures.flatMap((failure) => (failure === 'body' ? WITH_BODY : failure)),
  ])
  const problems = Object.fromEntries([...all].map((status) => [status, problem(REASONS[status])]))
  return { ...success, ...problems } as S
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref(ProblemBody) } },
})

/** A success without a body. */
export const NoContent = Type.Unsafe<void>({ type: 'null', description: 'Done.' })

/** A schema as the body of a success, with the words that OpenAPI shows. */
export const answer = <S extends TSchema>(schema: S, description: string) =>
  ({ ...ref(schema), description }) as unknown as S
