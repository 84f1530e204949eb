import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unsubscribeTokens } from './unsubscribe-tokens.ts'

const tokens = unsubscribeTokens('a secret that only the tests know, 32 bytes and more')

describe('An unsubscribe token', () => {
  const token = tokens.sign(7, 'digest')

  test('identifies one user and one kind of mail', () => {
    deepEqual(tokens.verify(token), { userId: 7, kind: 'digest' })
  })

  test('is invalid when anything in it was changed', () => {
    const [user, kind, signature = ''] = token.split('.')
    const other = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`
    for (const forged of [
      `8.${kind}.${signature}`,
      `${user}.reminder.${signature}`,
      `${user}.everything.${signature}`,
      `${user}.${kind}.${other}`,
      `${user}.${kind}.${signature.slice(1)}`,
      `0${token}`,
      `${token}.`,
      '',
      '..',
    ]) {
      equal(tokens.verify(forged), undefined, forged)
    }
  })

  test('is invalid under a different secret', () => {
    equal(unsubscribeTokens('another secret that has 32 bytes or more').verify(token), undefined)
  })
})
