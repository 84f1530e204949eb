import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { certificatesForTests } from '../../test/kit/http/certificates.ts'
import { ConfigError, readConfig } from './read-config.ts'
import { settings } from './settings.ts'

const key = 'k'.repeat(32)

function mistakesIn(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

describe('readConfig', () => {
  test('returns the documented defaults for an empty environment', () => {
    assert.deepEqual(readConfig({}), {
      notRead: [],
      origins: {},
      environment: 'development',
      host: '127.0.0.1',
      port: 8000,
      webConcurrency: 1,
      shutdownDelaySeconds: 0,
      maintenance: 'off',
      takeoverAfterMs: 60_000,
      publicUrl: undefined,
      allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
      corsOrigins: [],
      trustProxy: false,
      httpsRedirect: false,
      hstsIncludeSubdomains: false,
      compression: 'off',
      webApp: 'on',
      dataDir: './data',
      databaseUrl: 'sqlite://./data/docket.db',
      backupTo: undefined,
      databasePoolSize: 10,
      responseCacheSize: 32,
      redisUrl: undefined,
      redisTlsCa: undefined,
      redisTlsVerify: 'on',
      eventRetentionMs: 730 * 86_400_000,
      deliveryRetentionMs: 90 * 86_400_000,
      jobRetentionMs: 90 * 86_400_000,
      registration: 'open',
      people: 'everyone',
      jwtSecretKey: undefined,
      accessTokenTtlMs: 15 * 60_000,
      refreshTokenTtlMs: 30 * 86_400_000,
      sessionMaxAgeMs: 90 * 86_400_000,
      refreshTokenGraceSeconds: 10,
      rateLimitMax: 3000,
      rateLimitWindowMs: 60_000,
      loginMaxPerAddress: 60,
      loginMaxPerAccount: 20,
      registrationMaxPerAddress: 60,
      passwordResetMaxPerAddress: 30,
      passwordResetMaxPerAccount: 5,
      peopleSearchMaxPerAccount: 300,
      exportMaxPerAccount: 5,
      liveConnectionsPerUser: 20,
      smtpUrl: undefined,
      smtpTlsCa: undefined,
      emailFrom: 'Docket <docket@localhost>',
      completionNotice: 'simulate',
      completionLambda: undefined,
      completionEventBus: undefined,
      notificationTopicArn: undefined,
      metrics: 'on',
      metricsPort: undefined,
      metricsToken: undefined,
      otlpEndpoint: undefined,
      otlpHeaders: undefined,
      otelServiceName: 'docket',
      traceSamplePercent: 100,
      logLevel: 'info',
    })
  })

  test('reports every mistake at once, with the name, the given value and what is expected', () => {
    const env = { PORT: 'eighty', LOG_LEVEL: 'loud', ACCESS_TOKEN_TTL: 'soon', CORS_ORIGINS: 'example.org' }
    assert.throws(() => readConfig(env), {
      name: 'ConfigError',
      message: [
        'The configuration has mistakes:',
        '  PORT is "eighty": expected a whole number from 0 to 65535',
        '  CORS_ORIGINS is "example.org": expected a list separated by commas, each an origin such as `https://tasks.example.org`, or `*` for any',
        '  ACCESS_TOKEN_TTL is "soon": expected a duration from `1s` to `10y` such as `15m` or `30d`; a plain number is seconds',
        '  LOG_LEVEL is "loud": expected one of `fatal`, `error`, `warn`, `info`, `debug`, `trace`, `silent`',
      ].join('\n'),
    })
  })

  test('does not repeat a secret in an error', () => {
    const env = { JWT_SECRET_KEY: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@db/docket', REDIS_URL: 'hunter2' }
    assert.equal(mistakesIn(env).length, 3)
    assert.doesNotMatch(mistakesIn(env).join(), /hunter2/)
  })

  test('reports a mistake in a list of hosts by its position, without quoting it', () => {
    const mistakeNames = (env: NodeJS.ProcessEnv) =>
      mistakesIn(env).map((mistake) => mistake.replace(/: expected .*/, ''))
    assert.deepEqual(
      [
        { DATABASE_URL: 'postgres://docket:hunter2@a:5432,b:54x2,c/docket' },
        { REDIS_URL: 'redis+sentinel://:hunter2@a:26379,b:26379' },
        { REDIS_URL: 'redis+sentinel://:hunter2@a:26379,:26379/mymaster' },
        { REDIS_URL: 'redis+sentinel://:hunter2@a:26379/mymaster/hunter2' },
        { REDIS_URL: 'redis://:hunter2@a:6379,b:6379/0' },
      ].flatMap(mistakeNames),
      [
        'DATABASE_URL has a mistake in host 2 of 3',
        'REDIS_URL lacks the name of the primary behind the sentinels',
        'REDIS_URL has a mistake in host 2 of 2',
        'REDIS_URL has no number behind the name of the primary',
        'REDIS_URL names several hosts and is not for Sentinel',
      ],
    )
  })

  test('rejects unknown names that start with DOCKET_ and suggests the intended one', () => {
    assert.deepEqual(mistakesIn({ DOCKET_PORT: '1', DOCKET_COLOUR: 'red', COLOUR: 'red' }), [
      'DOCKET_PORT is not a setting of Docket: expected PORT',
      'DOCKET_COLOUR is not a setting of Docket',
    ])
  })

  test('rejects a CA for Redis when Redis is used without TLS', () => {
    const ours = certificatesForTests('localhost')
    try {
      const mistakes = mistakesIn({ REDIS_URL: 'redis://cache', REDIS_TLS_CA: ours.ca })
      assert.match(mistakes.join(), /^REDIS_TLS_CA is set, and REDIS_URL does not use TLS: expected .*rediss:/)
      const { redisTlsCa } = readConfig({ REDIS_URL: 'rediss://cache', REDIS_TLS_CA: ours.ca })
      assert.equal(redisTlsCa, ours.ca)
    } finally {
      ours.remove()
    }
  })

  test('treats empty variables as not set', () => {
    assert.deepEqual(readConfig({ PORT: '', DATABASE_URL: ' ', JWT_SECRET_KEY: '' }), readConfig({}))
  })

  test('requires a secret key in production', () => {
    assert.match(
      mistakesIn({ NODE_ENV: 'production' }).join(),
      /^JWT_SECRET_KEY is missing, and NODE_ENV is production/,
    )
    assert.equal(readConfig({ NODE_ENV: 'production', JWT_SECRET_KEY: key }).jwtSecretKey, key)
  })

  test('requires the target function or bus for completion notices', () => {
    for (const [notice, name, value] of [
      ['lambda', 'COMPLETION_LAMBDA', 'task-completed'],
      ['eventbridge', 'COMPLETION_EVENT_BUS', 'default'],
    ] as const) {
      const missing = mistakesIn({ COMPLETION_NOTICE: notice })
      assert.equal(missing.length, 1)
      assert.match(
        missing.join(),
        new RegExp(`^${name} is missing, and COMPLETION_NOTICE is ${notice}: expected a name`),
      )
      assert.deepEqual(mistakesIn({ COMPLETION_NOTICE: notice, [name]: value }), [])
      assert.equal(mistakesIn({ COMPLETION_NOTICE: notice, [name]: 'a b' }).length, 1)
    }
    assert.deepEqual(mistakesIn({ COMPLETION_NOTICE: 'off' }), [])
  })

  test('reports a key that is too short as one mistake, in production too', () => {
    for (const environment of ['development', 'production']) {
      assert.equal(mistakesIn({ NODE_ENV: environment, JWT_SECRET_KEY: key.slice(1) }).length, 1)
    }
  })

  test('counts the length of a key in bytes', () => {
    assert.deepEqual(mistakesIn({ JWT_SECRET_KEY: 'é'.repeat(16) }), [])
  })

  test('reads a secret from the file named by NAME_FILE', () => {
    const folder = mkdtempSync(join(tmpdir(), 'docket-'))
    const file = join(folder, 'key')
    writeFileSync(file, `${key}\n`)
    writeFileSync(join(folder, 'empty'), '\n')
    const production = { NODE_ENV: 'production', JWT_SECRET_KEY_FILE: file }
    assert.equal(readConfig(production).jwtSecretKey, key)
    assert.equal(readConfig({ ...production, JWT_SECRET_KEY: '' }).jwtSecretKey, key)
    assert.deepEqual(mistakesIn({ ...production, JWT_SECRET_KEY: key }), [
      'JWT_SECRET_KEY and JWT_SECRET_KEY_FILE are both set: expected one of them',
    ])
    assert.deepEqual(mistakesIn({ DATABASE_URL_FILE: `${folder}/none` }), [
      `DATABASE_URL_FILE is ${folder}/none: the file cannot be read (ENOENT)`,
    ])
    assert.deepEqual(mistakesIn({ DATABASE_URL_FILE: `${folder}/empty` }), [
      `DATABASE_URL_FILE is ${folder}/empty: the file is empty`,
    ])
    assert.deepEqual(mistakesIn({ DATABASE_URL_FILE: file }), [
      `DATABASE_URL is not acceptable (the value is secret and not shown): expected ${settings.databaseUrl.expected}`,
    ])
  })

  test('reads names of the older systems with the same meaning, and prefers Docket’s own', () => {
    const older = { SECRET_KEY: key, DEBUG: 'False', DJANGO_ALLOWED_HOSTS: 'a.example.org b.example.org' }
    const read = readConfig(older)
    assert.equal(read.jwtSecretKey, key)
    assert.equal(read.environment, 'production')
    assert.deepEqual(read.allowedHosts, ['a.example.org', 'b.example.org'])
    assert.equal(readConfig({ ...older, NODE_ENV: 'development' }).environment, 'development')
    assert.equal(readConfig({ FLASK_ENV: 'testing' }).environment, 'test')
    assert.equal(readConfig({ DEBUG: 'express:*' }).environment, 'development')
    assert.equal(readConfig({ CELERY_BROKER_URL: 'redis://cache:6379/0' }).redisUrl, 'redis://cache:6379/0')
    assert.deepEqual(mistakesIn({ SECRET_KEY: 'dev' }), [
      'SECRET_KEY, read as JWT_SECRET_KEY, is not acceptable (the value is secret and not shown): expected ' +
        settings.jwtSecretKey.expected,
    ])
  })

  test('lists names of the older systems with another meaning, and what to set instead', () => {
    const { notRead } = readConfig({ DB_HOST: 'db', EMAIL_HOST: 'mail', FLASK_APP: '' })
    assert.deepEqual(
      notRead.map(({ name }) => name),
      ['DB_HOST', 'EMAIL_HOST'],
    )
    assert.match(notRead[1]?.advice ?? '', /SMTP_URL/)
  })

  test('places the database in DATA_DIR unless it is set', () => {
    assert.equal(readConfig({ DATA_DIR: '/var/lib/docket/' }).databaseUrl, 'sqlite:///var/lib/docket/docket.db')
    const env = { DATA_DIR: '/var/lib/docket', DATABASE_URL: 'postgresql://db/docket' }
    assert.equal(readConfig(env).databaseUrl, 'postgresql://db/docket')
  })

  test('adds the host of the public URL to the allowed ones and, with https, enables the redirect', () => {
    const config = readConfig({ PUBLIC_URL: 'https://Tasks.example.org:8443/', ALLOWED_HOSTS: '.example.net' })
    assert.equal(config.publicUrl, 'https://tasks.example.org:8443')
    assert.deepEqual(config.allowedHosts, ['.example.net', 'tasks.example.org'])
    assert.equal(config.httpsRedirect, true)
    assert.equal(readConfig({ PUBLIC_URL: 'https://a.example', HTTPS_REDIRECT: 'off' }).httpsRedirect, false)
    assert.equal(readConfig({ PUBLIC_URL: 'http://a.example' }).httpsRedirect, false)
  })

  test('accepts a path in the public URL unless it could be a path of the server', () => {
    for (const [given, read] of [
      ['https://example.org/docket', 'https://example.org/docket'],
      ['https://Example.org/docket/', 'https://example.org/docket'],
      ['https://example.org/teams/~a.b-c_d', 'https://example.org/teams/~a.b-c_d'],
      ['https://example.org/apis', 'https://example.org/apis'],
      ['https://example.org/x/../docket', 'https://example.org/docket'],
    ] as const) {
      assert.equal(readConfig({ PUBLIC_URL: given }).publicUrl, read)
    }
    for (const path of ['api', 'api/', 'tasks/docket', 'a//b', 'a%20b', 'a?b', 'a#b', 'a;b', '/docket', '.hidden']) {
      assert.throws(() => readConfig({ PUBLIC_URL: `https://example.org/${path}` }), /PUBLIC_URL is/, path)
    }
    assert.throws(() => readConfig({ PUBLIC_URL: 'https://ann:secret@example.org/docket' }), /PUBLIC_URL is/)
  })
})
