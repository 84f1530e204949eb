import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'
import type { Effect } from './outside-world.ts'

/** What takes asynchronous invocations as AWS Lambda does, and keeps of each the fact and the access key it came with. */
export type LambdaEndpoint = { url: string; invocations: Effect[] }

/** Starts one before the tests of the enclosing describe. */
export function lambdaEndpoint(): LambdaEndpoint {
  const endpoint: LambdaEndpoint = { url: '', invocations: [] }
  const server = createServer(async (request, response) => {
    const text = await textOf(request).catch(() => undefined)
    // A client that died over its request has not sent it.
    if (text === undefined) return
    const life = /Credential=([^/]+)\//.exec(String(request.headers.authorization))?.[1] ?? 'unknown'
    endpoint.invocations.push({ key: String(JSON.parse(text).id), life })
    response.writeHead(202).end()
  })
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    endpoint.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return endpoint
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}
