import type { Api, ApiResponse, Method, SendOptions } from '../api.ts'
import { elapse } from '../until.ts'

/** A client that retries on all processes in turn until it gets a real response. */
export type PatientClient = Pick<Api, 'send'> & {
  /** How many requests were answered, and how many had to be repeated. */
  counts: { answered: number; repeated: number }
}

const PATIENCE_MS = 60_000
const RESPONSE_TIMEOUT_MS = 10_000

/** Callers must ensure that requests can be repeated: with a `uid`, or because a repetition changes nothing. */
export function patientClient(urls: readonly string[]): PatientClient {
  const counts = { answered: 0, repeated: 0 }
  let turn = 0
  const send = async (method: Method, path: string, options?: SendOptions): Promise<ApiResponse> => {
    const deadline = Date.now() + PATIENCE_MS
    for (let attempts = 0; ; attempts++) {
      const url = urls[turn++ % urls.length] as string
      const outcome = await ask(url + path, method, options).catch(String)
      if (typeof outcome !== 'string' && outcome.status < 500) {
        counts.answered += 1
        if (attempts > 0) counts.repeated += 1
        return outcome
      }
      if (Date.now() > deadline) throw new Error(`${method} ${path} was never answered: ${JSON.stringify(outcome)}`)
      await elapse(50)
    }
  }
  return { send, counts }
}

export async function ask(
  url: string,
  method: Method,
  { token, body, headers }: SendOptions = {},
): Promise<ApiResponse> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    body: isJson && text ? JSON.parse(text) : undefined,
  }
}
