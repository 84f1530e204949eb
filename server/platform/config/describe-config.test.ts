import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeConfig, maskPassword, renderConfigurationPage } from './describe-config.ts'
import { readConfig } from './read-config.ts'
import { everySetting } from './settings.ts'

const described = describeConfig(
  readConfig({
    JWT_SECRET_KEY: `hunter2${'k'.repeat(32)}`,
    DATABASE_URL: 'postgres://docket:hunter2@db/docket',
    REDIS_URL: 'rediss://:hunter2@cache:6380',
    SMTP_URL: 'smtp://mail:hunter2@mail.example:587',
    REFRESH_TOKEN_TTL: '90m',
    TRUST_PROXY: '10.0.0.0/8,loopback',
  }),
).split('\n')

function lineOf(name: string): string | undefined {
  return described.find((line) => line.startsWith(`${name} `))?.replace(/ +/, ' ')
}

describe('describeConfig', () => {
  test('every setting has a line', () => {
    for (const [, { name }] of everySetting) assert.ok(lineOf(name), name)
  })

  test('values are written as they could be given', () => {
    assert.equal(lineOf('PORT'), 'PORT 8000')
    assert.equal(lineOf('REFRESH_TOKEN_TTL'), 'REFRESH_TOKEN_TTL 90m')
    assert.equal(lineOf('TRUST_PROXY'), 'TRUST_PROXY 10.0.0.0/8,loopback')
    assert.equal(lineOf('ALLOWED_HOSTS'), 'ALLOWED_HOSTS localhost,127.0.0.1,[::1]')
    assert.equal(lineOf('CORS_ORIGINS'), 'CORS_ORIGINS (none)')
    assert.equal(lineOf('PUBLIC_URL'), 'PUBLIC_URL (not set)')
  })

  test('no secret is shown, and of a URL only the password is hidden', () => {
    assert.doesNotMatch(described.join(), /hunter2/)
    assert.equal(lineOf('JWT_SECRET_KEY'), 'JWT_SECRET_KEY ***')
    assert.equal(lineOf('DATABASE_URL'), 'DATABASE_URL postgres://docket:***@db/docket')
    assert.equal(lineOf('REDIS_URL'), 'REDIS_URL rediss://:***@cache:6380')
  })
})

test('a password given as a parameter is hidden, and a URL without one is left as it is', () => {
  assert.equal(maskPassword('postgres://db/docket?user=a&password=b'), 'postgres://db/docket?user=a&password=***')
  assert.equal(maskPassword('sqlite://./my data/docket.db'), 'sqlite://./my data/docket.db')
  assert.equal(maskPassword('postgres://a:b'), '***')
  assert.equal(maskPassword('postgres://u:b@one:1,[::1]:2/d?x=y'), 'postgres://u:***@one:1,[::1]:2/d?x=y')
  assert.equal(
    maskPassword('redis+sentinel://a,b/m?sentinel_password=c'),
    'redis+sentinel://a,b/m?sentinel_password=***',
  )
})

test('the configuration page has a row for every setting, all with the same number of cells', () => {
  const rows = renderConfigurationPage()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  assert.deepEqual(
    rows.map((row) => row.split('`')[1]),
    everySetting.map(([, { name }]) => name),
  )
  for (const row of rows) assert.equal(row.split(/(?<!\\)\|/).length, 5, row)
})
