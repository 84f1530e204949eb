import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const LONGEST_WAIT_MS = 4_000
// The SSLRequest message: its length, and a number that is no protocol version.
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const YES = 'S'.charCodeAt(0)

/** Asks the server at this address whether it supports TLS, as libpq does for `sslmode=prefer`. */
export async function offersTls(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port })
  try {
    return (await firstByte(socket)) === YES
  } finally {
    socket.destroy()
  }
}

async function firstByte(socket: Socket): Promise<number | undefined> {
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS)
  await once(socket, 'connect', { signal })
  socket.write(SSL_REQUEST)
  const [reply] = await Promise.race([once(socket, 'data', { signal }), once(socket, 'close', { signal })])
  return reply?.[0]
}
