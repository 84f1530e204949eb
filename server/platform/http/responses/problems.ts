import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isMissingReference, isUnavailable, isUnreadableValue } from '../../database/faults.ts'
import { invalidFields, Problem, type ProblemKind } from '../../problem.ts'
import { MEDIA_TYPE } from '../requests/json-body.ts'
import { fieldErrors } from '../requests/validation.ts'
import { closed, named } from '../schema.ts'
import { foreignCursor } from './cursor.ts'

/** The body of every failure: RFC 9457, as `application/problem+json`. */
export const ProblemBody = named(
  'Problem',
  closed(
    {
      type: Type.String({ description: 'Always `about:blank`. Use `code` to tell problems apart.' }),
      title: Type.String({ description: 'The reason phrase of the HTTP status.' }),
      status: Type.Integer(),
      detail: Type.String({ description: 'A human-readable explanation.' }),
      code: Type.String({ description: 'A machine-readable, stable code. New codes can appear.' }),
      request_id: Type.String({ description: 'The id of the request, as in the log and in X-Request-Id.' }),
      errors: Type.Optional(
        Type.Array(
          closed(
            {
              pointer: Type.String({
                description: 'A JSON pointer (RFC 6901) into the body, or `/name` for a parameter.',
              }),
              detail: Type.String({ description: 'What is wrong with the field.' }),
            },
            { title: 'FieldError' },
          ),
        ),
      ),
    },
    {
      examples: [
        {
          type: 'about:blank',
          title: 'Not Found',
          status: 404,
          detail: '/api/nothing does not exist.',
          code: 'route.not_found',
          request_id: '01999f3b-7f6a-7cc4-a1f2-0242ac120002',
        },
      ],
    },
  ),
)

const STATUS: Record<ProblemKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  not_allowed: 405,
  conflict: 409,
  precondition: 412,
  unsupported: 415,
  unprocessable: 422,
  too_many: 429,
  unavailable: 503,
}

declare module 'fastify' {
  interface FastifyReply {
    /** Set if this is the response to a failure. */
    problemCode: string | undefined
  }
}

/**
 * Responds to a failed request. A Problem is sent as it is; anything unexpected is logged, and sent as a 500 without
 * detail.
 */
export function sendProblem(failure: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, problem } = translate(failure, request)
  reply.problemCode = problem.code
  if (problem.logFields) request.logFields = { ...request.logFields, ...problem.logFields }
  if (isUnexpected(failure, status)) request.log.error({ err: failure }, problem.message)
  if (status === 401) reply.header('www-authenticate', bearerChallenge(problem, request))
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .removeHeader('etag')
    .header('cache-control', 'no-store')
    .send(problemBody(status, withPlusHint(problem, request), request.id))
}

/** In a query, `+` means a space, so the offset of a time zone gets lost. */
function withPlusHint(problem: Problem, { url }: FastifyRequest): Problem {
  const query = url.split('?', 2)[1] ?? ''
  if (!problem.errors || !query.includes('+')) return problem
  const parts = query.split('&').filter((part) => part.includes('+'))
  const pointers = new Set(parts.map((part) => `/${[...new URLSearchParams(part).keys()][0]}`))
  const errors = problem.errors.map(({ pointer, detail }) => ({
    pointer,
    detail: pointers.has(pointer) ? `${detail} Encode a plus sign in a query as %2B.` : detail,
  }))
  return new Problem(problem.kind, problem.code, problem.message, { ...problem, errors })
}

/** A problem as the body of a response. */
export function problemBody(status: number, problem: Problem, requestId: string) {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: problem.message,
    code: problem.code,
    request_id: requestId,
    ...(problem.errors && { errors: problem.errors }),
  }
}

/** The result of one failed step, in a response that covers several. Unexpected failures are logged. */
export function stepFailure(failure: unknown, request: FastifyRequest) {
  const { status, problem } = translate(failure, request)
  if (isUnexpected(failure, status)) request.log.error({ err: failure }, problem.message)
  return { status, problem: problemBody(status, problem, request.id) }
}

/** A Problem with a 5xx status, such as that of maintenance, is expected: the log line of the request is enough. */
const isUnexpected = (failure: unknown, status: number): boolean => status >= 500 && !(failure instanceof Problem)

const statusOf = (problem: Problem): number => STATUS[problem.kind]

function translate(failure: unknown, request: FastifyRequest): { status: number; problem: Problem } {
  if (failure instanceof Problem) return { status: statusOf(failure), problem: failure }
  if (isUnavailable(failure)) {
    const problem = new Problem(
      'unavailable',
      'database.unavailable',
      'The database is unavailable. Try again later.',
      {
        retryAfterSeconds: 2,
      },
    )
    return { status: 503, problem }
  }
  if (isMissingReference(failure)) {
    const detail = 'A resource that this request refers to was deleted at the same time. Read it again.'
    return { status: 409, problem: new Problem('conflict', 'reference.gone', detail) }
  }
  // In a validated request, a forged cursor is the only thing whose values only the database can check.
  if ((request.query as { cursor?: string } | undefined)?.cursor && isUnreadableValue(failure)) {
    return { status: 400, problem: foreignCursor() }
  }
  const error = (failure ?? {}) as FastifyError
  if (error.validation) return invalidRequest(error, request)
  const known = TRANSPORT[error.code]
  if (known) return { status: known.status, problem: new Problem('invalid', known.code, known.detail) }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) {
    return { status, problem: new Problem('invalid', 'request.invalid', error.message) }
  }
  const detail = 'An internal error occurred. The log contains the details under this request id.'
  return { status: 500, problem: new Problem('unavailable', 'server.error', detail) }
}

function invalidRequest(error: FastifyError, request: FastifyRequest): { status: number; problem: Problem } {
  // A path with an invalid id does not exist: 404, like any other unknown path.
  if (error.validationContext === 'params') {
    const detail = `${request.url.split('?')[0]} does not exist.`
    return { status: 404, problem: new Problem('not_found', 'route.not_found', detail) }
  }
  return {
    status: 400,
    problem: invalidFields(fieldErrors(error.validation ?? [], error.validationContext === 'querystring')),
  }
}

// Errors that Fastify reports before a route is called.
const TRANSPORT: Record<string, { status: number; code: string; detail: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'request.too_large', detail: 'The body is larger than 1 MiB.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'request.media_type',
    detail: MEDIA_TYPE,
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'request.content_length',
    detail: 'The length of the body differs from Content-Length.',
  },
  FST_ERR_BAD_URL: { status: 400, code: 'request.bad_url', detail: 'The URL is not valid.' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, code: 'route.not_found', detail: 'This path does not exist.' },
}

/** RFC 6750, section 3.1: an error code is included only if a bearer token was sent and refused. */
function bearerChallenge({ code }: Problem, { headers }: FastifyRequest): string {
  const isRefusedToken = code === 'token.invalid' && /^Bearer(?: |$)/i.test(headers.authorization ?? '')
  return isRefusedToken ? 'Bearer realm="docket", error="invalid_token"' : 'Bearer realm="docket"'
}
