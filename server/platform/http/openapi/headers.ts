import type { Operation } from './document.ts'

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example })
const seconds = (description: string) => ({
  description,
  schema: { type: 'integer' as const, minimum: 0 },
  example: 30,
})

/** The headers of answers, as components. */
export const RESPONSE_HEADERS = {
  ETag: text('The version of what is shown: send it as If-Match or If-None-Match.', '"3"'),
  Location: text('Where the new thing is.', '/api/tasks/7'),
  'X-Request-Id': text('Finds this request in the log.', '01999f3b-7f6a-7cc4-a1f2-0242ac120002'),
  RateLimit: text('What is left (r) and the seconds until it is full again (t).', '"default";r=2999;t=60'),
  'RateLimit-Policy': text('How many requests (q) in how many seconds (w).', '"default";q=3000;w=60'),
  'Retry-After': seconds('When to try again.'),
  'WWW-Authenticate': text('RFC 6750.', 'Bearer realm="docket"'),
  'Idempotency-Replayed': text('`true` when this is the answer to an earlier request with the same key.', 'true'),
} as const

type ResponseHeader = keyof typeof RESPONSE_HEADERS

/** The headers that a request may carry besides its token, as a schema of its parameters. */
export function requestHeaders(method: string, hasVersion: boolean, creates: boolean) {
  const header = (description: string, example: string, limits: object = {}) => ({
    type: 'string',
    description,
    examples: [example],
    ...limits,
  })
  const properties = {
    ...(method === 'GET' && { 'If-None-Match': header('An ETag that you have: 304 if it is current.', '"3"') }),
    ...(hasVersion && !creates && { 'If-Match': header('The ETag that you read: 412 if it is stale.', '"3"') }),
    ...(creates && {
      'Idempotency-Key': header(
        'Chosen by you. Within a day the same key and body give the same answer, and nothing is made twice.',
        '01999f3b-7f6a-7cc4-a1f2-9d8e7c6b5a40',
        { pattern: '^[!-~]{1,255}$' },
      ),
    }),
  }
  return { type: 'object', properties }
}

/** Tells of each answer which headers it carries. */
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
    const entries = names.flatMap((name) => (name ? [[name, { $ref: `#/components/headers/${name}` }]] : []))
    response.headers = Object.fromEntries(entries)
  }
}
