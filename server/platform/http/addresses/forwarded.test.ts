import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createServer } from '../server.ts'
import { networkOf } from './network.ts'

async function serverBehind(trustProxy: false | number | string[]) {
  const app = await createServer({
    allowedHosts: ['*'],
    corsOrigins: [],
    trustProxy,
    httpsRedirect: false,
    hstsIncludeSubdomains: false,
    logLevel: 'silent',
  })
  app.get('/seen', ({ ip, protocol, host }) => ({ ip, protocol, host, counted: networkOf(ip) }))
  return async (headers: Record<string, string>) => (await app.inject({ url: '/seen', headers })).json()
}

const SPELLINGS: Record<string, string[]> = {
  '203.0.113.77': [
    '203.0.113.77',
    '203.0.113.77:40000',
    '203.0.113.77:1',
    '::ffff:203.0.113.77',
    '[::ffff:203.0.113.77]:40000',
    '[::FFFF:cb00:714d]',
  ],
  '2001:db8::1': ['2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:40000', '2001:DB8:0:0:0:0:0:1', '[2001:0db8::0001]:9'],
  unknown: [
    'unknown',
    '_hidden',
    '_hidden:_port',
    '203.0.113',
    '0x7f.1',
    '999.1.1.1',
    '[2001:db8::1',
    'evil.example',
    '',
  ],
}

describe('A forwarded address', () => {
  for (const [address, spellings] of Object.entries(SPELLINGS)) {
    test(`is ${address} in every notation that proxies use`, async () => {
      const seen = await serverBehind(1)
      for (const spelling of spellings) {
        equal((await seen({ 'x-forwarded-for': `198.51.100.9, ${spelling}` })).ip, address, spelling)
        const forwarded = `for=198.51.100.9, For="${spelling}";proto=https;by=203.0.113.43`
        equal((await seen({ forwarded })).ip, address, forwarded)
      }
    })
  }

  test('in IPv6 is identified by its first 64 bits', async () => {
    const seen = await serverBehind(1)
    for (const address of ['2001:db8:0:7::1', '[2001:db8:0:7::2]:40000', '[2001:db8:0:7:ffff:ffff:ffff:ffff]']) {
      equal((await seen({ 'x-forwarded-for': address })).counted, '2001:db8:0:7::/64')
    }
  })

  test('is read behind as many proxies as are trusted, and is ignored otherwise', async () => {
    const headers = { 'x-forwarded-for': '1.1.1.1:9, 2.2.2.2:9, 10.0.0.7:9' }
    equal((await (await serverBehind(1))(headers)).ip, '10.0.0.7')
    equal((await (await serverBehind(2))(headers)).ip, '2.2.2.2')
    equal((await (await serverBehind(['loopback', '10.0.0.0/8']))(headers)).ip, '2.2.2.2')
    equal((await (await serverBehind(false))(headers)).ip, '127.0.0.1')
    equal((await (await serverBehind(false))({ forwarded: 'for=1.1.1.1;proto=https' })).protocol, 'http')
  })
})

describe('The Forwarded header', () => {
  test('provides the scheme and the host too', async () => {
    const seen = await serverBehind(1)
    deepEqual(await seen({ forwarded: 'for=192.0.2.60;Proto=HTTPS;host="tasks.example:81"' }), {
      ip: '192.0.2.60',
      protocol: 'https',
      host: 'tasks.example:81',
      counted: '192.0.2.60',
    })
  })

  test('is parsed with quotes, blanks and empty elements as RFC 7239 allows', async () => {
    const seen = await serverBehind(1)
    for (const forwarded of [
      'for="192.0.2.60"',
      ' for=192.0.2.60 ; proto=http ',
      'for=1.1.1.1,,for=192.0.2.60,',
      'for=1.1.1.1;secret="a,b;for=2.2.2.2",for=192.0.2.60:8',
      'for="\\192.0.2.60"',
    ]) {
      equal((await seen({ forwarded })).ip, '192.0.2.60', forwarded)
    }
  })

  test('is ignored if it is malformed or an X-Forwarded header is present', async () => {
    const seen = await serverBehind(1)
    for (const forwarded of ['for=", for=192.0.2.60', 'for=1.1.1.1 for=2.2.2.2', 'nonsense', '"']) {
      equal((await seen({ forwarded })).ip, '127.0.0.1', forwarded)
    }
    equal((await seen({ forwarded: 'for=1.1.1.1', 'x-forwarded-for': '192.0.2.60' })).ip, '192.0.2.60')
    equal((await seen({ forwarded: 'proto=https', 'x-forwarded-for': '192.0.2.60' })).protocol, 'http')
  })
})

test('a forwarded scheme is read in any case, and a WebSocket scheme is mapped to its HTTP scheme', async () => {
  const seen = await serverBehind(1)
  for (const [given, scheme] of [
    ['HTTPS', 'https'],
    ['Https', 'https'],
    ['wss', 'https'],
    ['WSS', 'https'],
    ['ws', 'http'],
    ['http, https', 'https'],
    ['https,http', 'http'],
  ] as const) {
    equal((await seen({ 'x-forwarded-proto': given })).protocol, scheme, given)
    equal((await seen({ forwarded: `for=192.0.2.60;proto=${given.split(/, ?/).at(-1)}` })).protocol, scheme, given)
  }
})
