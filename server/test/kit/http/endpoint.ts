import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'

/** An HTTP server for Docket to call, for the tests of the enclosing describe; `url` is set when they start. */
export function endpoint(response: RequestListener): { url: string } {
  const served = { url: '' }
  const server = createServer(response)
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return served
}
