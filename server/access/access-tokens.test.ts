import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto'
import { describe, test } from 'node:test'
import { accessTokens } from './access-tokens.ts'

const SECRET = 'a secret that only this test knows, 32 bytes'
const tokens = accessTokens(SECRET, 60_000)
const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow
const claims = () => ({
  sub: '7',
  sid: 3,
  iat: seconds(0),
  exp: seconds(60),
  iss: 'docket',
  aud: 'docket-api',
  jti: 'x',
})

describe('An access token', () => {
  test('identifies the session it was issued for', () => {
    deepEqual(tokens.verify(tokens.sign(7, 3)), { userId: 7, sessionId: 3 })
    equal(tokens.ttlSeconds, 60)
  })

  test('that the test helper signs is valid, so the refused ones below differ in one respect only', () => {
    deepEqual(tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, claims())), { userId: 7, sessionId: 3 })
  })

  test('is different each time', () => {
    notEqual(tokens.sign(7, 3), tokens.sign(7, 3))
  })

  test('without a signature is refused, however the algorithm "none" is spelled', () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const unsigned = `${part({ alg, typ: 'JWT' })}.${part(claims())}.`
      equal(tokens.verify(unsigned), undefined, alg)
      equal(tokens.verify(unsigned.slice(0, -1)), undefined, alg)
    }
    const [header, payload] = tokens.sign(7, 3).split('.')
    equal(tokens.verify(`${header}.${payload}.`), undefined)
  })

  test('signed with our secret but another algorithm is refused', () => {
    for (const [alg, hash] of [
      ['HS384', 'sha384'],
      ['HS512', 'sha512'],
    ] as const) {
      equal(tokens.verify(hmacToken({ alg, typ: 'JWT' }, claims(), SECRET, hash)), undefined, alg)
    }
    equal(tokens.verify(hmacToken({ alg: 'RS256', typ: 'JWT' }, claims())), undefined)
  })

  test('signed with a key pair is refused, even when its header contains the key', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = publicKey.export({ format: 'jwk' })
    for (const header of [{ alg: 'RS256' }, { alg: 'RS256', jwk }, { alg: 'HS256', jwk, kid: '../../dev/null' }]) {
      const text = `${part({ ...header, typ: 'JWT' })}.${part(claims())}`
      const signature = signWith('sha256', Buffer.from(text), privateKey).toString('base64url')
      equal(tokens.verify(`${text}.${signature}`), undefined)
    }
    const pem = String(publicKey.export({ format: 'pem', type: 'spki' }))
    equal(tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, claims(), pem)), undefined)
  })

  test('signed with a foreign key is refused', () => {
    equal(tokens.verify(accessTokens('another secret, of 32 bytes and more', 60_000).sign(7, 3)), undefined)
    equal(tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, claims(), '')), undefined)
  })

  test('of another issuer, or for another audience, is refused', () => {
    for (const changed of [{ iss: 'someone' }, { aud: 'someone' }, { aud: ['someone'] }, { iss: ['x'] }]) {
      equal(tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, { ...claims(), ...changed })), undefined)
    }
  })

  test('with a missing claim is refused', () => {
    for (const missing of ['sub', 'sid', 'iat', 'exp', 'iss', 'aud'] as const) {
      const { [missing]: _, ...rest } = claims()
      equal(tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, rest)), undefined, missing)
    }
  })

  test('that has expired or is not yet valid is refused', () => {
    equal(tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, { ...claims(), exp: seconds(-1) })), undefined)
    equal(tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, { ...claims(), nbf: seconds(30) })), undefined)
  })

  test('that was verified a moment ago is refused once it has expired', (context) => {
    const token = tokens.sign(7, 3)
    equal(tokens.verify(token)?.userId, 7)
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 })
    equal(tokens.verify(token), undefined)
  })

  test('that has expired still identifies its session to callers that ignore expiry', () => {
    const expired = hmacToken({ alg: 'HS256', typ: 'JWT' }, { ...claims(), exp: seconds(-3600) })
    deepEqual(tokens.verifyExpired(expired), { userId: 7, sessionId: 3 })
    equal(tokens.verify(expired), undefined)
    for (const forged of [`${expired.slice(0, -4)}AAAA`, 'a.b.c', '']) equal(tokens.verifyExpired(forged), undefined)
    const foreign = hmacToken({ alg: 'HS256', typ: 'JWT' }, { ...claims(), iss: 'someone', exp: seconds(-1) })
    equal(tokens.verifyExpired(foreign), undefined)
  })

  test('that never expires is refused: the expiry is missing or a number that JSON parses as infinite', () => {
    const endless = (exp: string) => JSON.stringify({ ...claims(), exp: 0 }).replace('"exp":0', `"exp":${exp}`)
    for (const exp of ['1e400', '-1e400', 'null', '"9999999999"', '[9999999999]', '{}', 'true']) {
      equal(tokens.verify(signedToken({ alg: 'HS256', typ: 'JWT' }, endless(exp))), undefined, exp)
    }
  })

  test('issued in the future is refused, beyond a few seconds of clock skew', () => {
    const issued = (iat: unknown) => tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, { ...claims(), iat }))
    equal(issued(seconds(5))?.userId, 7)
    for (const iat of [seconds(30), seconds(86_400), 1e300, 'now', null]) equal(issued(iat), undefined, String(iat))
  })

  test('of a type other than JWT is refused', () => {
    for (const typ of ['at+jwt', 'JOSE', 'logout+jwt', '', null, 7, undefined]) {
      equal(tokens.verify(hmacToken({ alg: 'HS256', typ }, claims())), undefined, String(typ))
    }
  })

  test('that was modified is refused', () => {
    const [header, , signature] = tokens.sign(7, 3).split('.')
    equal(tokens.verify(`${header}.${part({ ...claims(), sub: '1' })}.${signature}`), undefined)
    for (const garbage of ['', '.', '..', 'a.b.c', 'ey', `${header}.${signature}`, '\u0000', 'x'.repeat(100_000)]) {
      equal(tokens.verify(garbage), undefined, garbage.slice(0, 20))
    }
  })

  test('whose claims are not ids is refused', () => {
    for (const odd of [
      { sub: 'seven' },
      { sub: '7.5' },
      { sub: '' },
      { sub: '-1' },
      { sid: '3' },
      { sid: 1e300 },
      { sid: {} },
    ]) {
      equal(
        tokens.verify(hmacToken({ alg: 'HS256', typ: 'JWT' }, { ...claims(), ...odd })),
        undefined,
        JSON.stringify(odd),
      )
    }
  })
})

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const hmacToken = (header: object, payload: object, secret = SECRET, hash = 'sha256'): string =>
  signedToken(header, JSON.stringify(payload), secret, hash)

/** The payload is JSON text, because it may contain numbers that JavaScript cannot represent. */
function signedToken(header: object, payload: string, secret = SECRET, hash = 'sha256'): string {
  const text = `${part(header)}.${Buffer.from(payload).toString('base64url')}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}
