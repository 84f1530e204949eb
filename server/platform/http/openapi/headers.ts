import type { Operation } from './document.ts'

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example })
const seconds = (description: string) => ({
  description,
  schema: { type: 'integer' as const, minimum: 0 },
  example: 30,
})

/** The response headers, as components. */
export const RESPONSE_HEADERS = {
  ETag: text('The version of the resource. Send it as If-Match or If-None-Match.', '"3"'),
  Allow: text('The methods that the path supports.', 'DELETE, GET, HEAD, PATCH, PUT'),
  Location: text('The path of the new resource.', '/api/users/7'),
  'X-Request-Id': text('The id of the request, as in the log.', '01999f3b-7f6a-7cc4-a1f2-0242ac120002'),
  RateLimit: text(
    'The number of remaining requests (r) and the seconds until more are available (t).',
    '"default";r=2999;t=60',
  ),
  'RateLimit-Policy': text('The number of permitted requests (q) in a window of seconds (w).', '"default";q=3000;w=60'),
  'Retry-After': seconds('The number of seconds to wait before a retry.'),
  'WWW-Authenticate': text('The authentication scheme (RFC 6750).', 'Bearer realm="docket"'),
  'Idempotency-Replayed': text(
    '`true` if this response repeats the one to an earlier request with the same key.',
    'true',
  ),
} as const

const reference = (name: keyof typeof RESPONSE_HEADERS) => ({ $ref: `#/components/headers/${name}` })

/** The response to methods that a path does not support. No operation includes it, so it is a component of its own. */
export const METHOD_NOT_ALLOWED = {
  description: 'The path does not support this method. `Allow` names those that it supports.',
  headers: { 'X-Request-Id': reference('X-Request-Id'), Allow: reference('Allow') },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

type ResponseHeader = keyof typeof RESPONSE_HEADERS

/** The headers that a request may carry besides its token, as a schema of parameters. */
export function requestHeaders(method: string, hasVersion: boolean, creates: boolean) {
  // Without examples: the value for one request would be wrong for the next.
  const header = (description: string, limits: object = {}) => ({ type: 'string', description, ...limits })
  const properties = {
    ...(method === 'GET' && {
      'If-None-Match': header('The ETag of a cached response. The response is 304 if it is still current.'),
    }),
    ...(hasVersion &&
      !creates && {
        'If-Match': header('The ETag that was read. The response is 412 if the resource has changed since.'),
      }),
    ...(creates && {
      'Idempotency-Key': header(
        'A unique value chosen by the client. A repeated request with the same key within 24 hours gets the first response again and creates nothing.',
        { pattern: '^[!-~]{1,255}$' },
      ),
    }),
  }
  return { type: 'object', properties }
}

/** Adds to each response the headers that it carries. */
export function showResponseHeaders(operation: Operation): void {
  const { parameters = [], responses } = operation
  const isCounted = '429' in responses
  const creates = parameters.some(({ name }) => name === 'Idempotency-Key')
  const hasVersion = parameters.some(({ name }) => name.startsWith('If-'))
  for (const [status, response] of Object.entries(responses)) {
    const isShown = status === '200' || status === '201'
    const names: (ResponseHeader | false)[] = [
      'X-Request-Id',
      ...(isCounted ? (['RateLimit', 'RateLimit-Policy'] as const) : []),
      (status === '304' || (isShown && (hasVersion || '201' in responses))) && 'ETag',
      isShown && '201' in responses && 'Location',
      isShown && creates && 'Idempotency-Replayed',
      (status === '429' || status === '503') && 'Retry-After',
      status === '401' && 'WWW-Authenticate',
    ]
    const entries = names.flatMap((name) => (name ? [[name, reference(name)]] : []))
    response.headers = Object.fromEntries(entries)
  }
}
