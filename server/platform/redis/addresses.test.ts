import { doesNotReject, equal, match, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { certificatesForTests } from '../../test/kit/http/certificates.ts'
import { findFreePort } from '../../test/kit/processes/free-port.ts'
import { redisForTests } from '../../test/kit/redis/redis.ts'
import type { RedisAddress } from './address.ts'
import { openRedis, type Redis } from './redis.ts'

async function using<Result>(address: RedisAddress, work: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = await openRedis(address)
  return work(redis).finally(() => redis.close())
}

describe('TLS to Redis', () => {
  const ours = certificatesForTests('localhost')
  const another = certificatesForTests('localhost')
  after(() => [ours, another].map(({ remove }) => remove()))
  const settings = { 'tls-cert-file': ours.certificate, 'tls-key-file': ours.key, 'tls-auth-clients': 'no' }
  const tlsPort = findFreePort()
  tlsPort.then((port) => Object.assign(settings, { 'tls-port': String(port) }))
  redisForTests(settings)

  test('trusts the CA in REDIS_TLS_CA, and no other', async () => {
    const url = `rediss://localhost:${await tlsPort}`
    const write = (tlsCa: string | undefined) => using({ url, tlsCa }, (redis) => redis.tryWrite(2_000))
    await doesNotReject(write(ours.ca))
    await rejects(write(another.ca), /certificate/)
    await rejects(write(undefined), /certificate/)
  })

  test('verifies no certificate with REDIS_TLS_VERIFY=off', async () => {
    const url = `rediss://localhost:${await tlsPort}`
    await doesNotReject(using({ url, tlsVerify: 'off' }, (redis) => redis.tryWrite(2_000)))
    await rejects(
      using({ url, tlsVerify: 'on' }, (redis) => redis.tryWrite(2_000)),
      /certificate/,
    )
  })
})

describe('Redis on a Unix socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-redis socket-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const socket = join(folder, 'redis.sock')
  const server = redisForTests({ unixsocket: socket, requirepass: 'open sesame/?' })

  test('is used with its database number and password', async () => {
    const url = new URL(`redis+unix://${encodeURI(socket)}`)
    url.searchParams.set('db', '3')
    url.searchParams.set('password', 'open sesame/?')
    await using({ url: url.href }, async (redis) => {
      await redis.commands.set('colour', 'green')
      equal(redis.prefix, 'docket:3:')
      match(String(await server.ask('INFO', 'keyspace')), /db3:keys=1/)
      match(String(await server.ask('CLIENT', 'LIST')), /laddr=.*redis\.sock:0 .*name=docket-commands/)
    })
  })
})
