import { text } from 'node:stream/consumers'
import { endpoint } from '../http/endpoint.ts'
import type { Effect } from './outside-world.ts'

/** Accepts asynchronous invocations as AWS Lambda does, and records the event and the access key of each. */
type LambdaEndpoint = { readonly url: string; invocations: Effect[] }

/** Starts one before the tests of the enclosing describe. */
export function lambdaEndpoint(): LambdaEndpoint {
  const invocations: Effect[] = []
  const served = endpoint(async (request, response) => {
    const payload = await text(request).catch(() => undefined)
    // A client that died during its request has not sent it.
    if (payload === undefined) return
    const life = /Credential=([^/]+)\//.exec(String(request.headers.authorization))?.[1] ?? 'unknown'
    invocations.push({ key: String(JSON.parse(payload).id), life })
    response.writeHead(202).end()
  })
  return Object.assign(served, { invocations })
}
