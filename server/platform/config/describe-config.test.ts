import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** The line of a setting with runs of spaces collapsed. */
const lineOf = (name: string, lines = described): string | undefined =>
  lines.find((line) => line.startsWith(`${name} `))?.replaceAll(/ +/g, ' ')

describe('describeConfig', () => {
  test('prints a line for every setting', () => {
    for (const [, { name }] of everySetting) assert.ok(lineOf(name), name)
  })

  test('prints values in a form that can be set again', () => {
    assert.equal(lineOf('PORT'), 'PORT 8000 default')
    assert.equal(lineOf('REFRESH_TOKEN_TTL'), 'REFRESH_TOKEN_TTL 90m environment')
    assert.equal(lineOf('TRUST_PROXY'), 'TRUST_PROXY 10.0.0.0/8,loopback environment')
    assert.equal(lineOf('ALLOWED_HOSTS'), 'ALLOWED_HOSTS localhost,127.0.0.1,[::1] default')
    assert.equal(lineOf('CORS_ORIGINS'), 'CORS_ORIGINS (none) default')
    assert.equal(lineOf('PUBLIC_URL'), 'PUBLIC_URL (not set) default')
  })

  test('shows the location of values that Docket generates or derives from other settings', () => {
    const lines = describeConfig(readConfig({ DATA_DIR: '/srv/docket' })).split('\n')
    assert.equal(lineOf('JWT_SECRET_KEY', lines), 'JWT_SECRET_KEY (in /srv/docket/jwt-secret) made by Docket')
    assert.equal(lineOf('BACKUP_TO', lines), 'BACKUP_TO (/srv/docket/backups) default')
    assert.equal(lineOf('DATABASE_URL', lines), 'DATABASE_URL sqlite:///srv/docket/docket.db default')
    assert.equal(lineOf('SMTP_TLS_CA', lines), 'SMTP_TLS_CA (the public CAs) default')
  })

  test('names as origin the file, the name from an older system or the secret file that gave the value', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'docket-config-')), 'secret')
    writeFileSync(file, 'k'.repeat(40))
    const env = { PORT: '9000', HOST: '::', CELERY_BROKER_URL: 'redis://cache', JWT_SECRET_KEY_FILE: file }
    const lines = describeConfig(readConfig(env, [], new Set(['PORT', 'CELERY_BROKER_URL']))).split('\n')
    assert.equal(lineOf('PORT', lines), 'PORT 9000 .env')
    assert.equal(lineOf('HOST', lines), 'HOST :: environment')
    assert.equal(lineOf('REDIS_URL', lines), 'REDIS_URL redis://cache .env, as CELERY_BROKER_URL')
    assert.equal(lineOf('JWT_SECRET_KEY', lines), 'JWT_SECRET_KEY *** the file in JWT_SECRET_KEY_FILE')
  })

  test('hides every secret, and of a URL only the password', () => {
    assert.doesNotMatch(described.join(), /hunter2/)
    assert.equal(lineOf('JWT_SECRET_KEY'), 'JWT_SECRET_KEY *** environment')
    assert.equal(lineOf('DATABASE_URL'), 'DATABASE_URL postgres://docket:***@db/docket environment')
    assert.equal(lineOf('REDIS_URL'), 'REDIS_URL rediss://:***@cache:6380 environment')
  })
})

test('hides a password in a query parameter, and leaves a URL without a password unchanged', () => {
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
