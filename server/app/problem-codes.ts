import codes from './problem-codes.json' with { type: 'json' }

// Every code of a problem, as in the OpenAPI document. Codes never change their meaning. `npm run generate` finds them in
// the source.

/** The request itself is wrong, regardless of state: a client that follows the OpenAPI document does not get these. */
export const REQUEST_CODES = [
  'host.malformed',
  'host.not_allowed',
  'page.too_far',
  'request.bad_url',
  'request.content_encoding',
  'request.content_length',
  'request.encoding',
  'request.expectation',
  'request.headers_too_large',
  'request.invalid',
  'request.malformed',
  'request.malformed_json',
  'request.media_type',
  'request.timeout',
  'request.too_large',
  'route.method_not_allowed',
  'route.not_found',
  'token.in_address',
  'token.missing',
  'websocket.required',
] as const

/**
 * These depend on state: on stored data, on the viewer, and on the time. A request that follows the OpenAPI document
 * can get them.
 */
export const STATE_CODES: readonly string[] = codes.filter((code) => !REQUEST_CODES.some((other) => other === code))
