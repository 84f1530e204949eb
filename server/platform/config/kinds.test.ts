import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, integer, property } from 'fast-check'
import { duration, type Kind, wholeNumber, yesOrNo } from './kinds.ts'
import { allowedHost, certificates, origin, originsOrAny, trustedProxies } from './network-kinds.ts'
import { databaseUrl, redisUrl } from './service-urls.ts'
import { settings } from './settings.ts'

type Sample = [given: string, read: unknown]

const samples: Record<string, { kind: Pick<Kind<unknown>, 'read'>; accepts: Sample[]; refuses: string[] }> = {
  'a whole number': {
    kind: wholeNumber(0, 65535),
    accepts: [
      ['0', 0],
      ['65535', 65535],
    ],
    refuses: ['-1', '65536', '1.5', '1e3', '0x10', ' ', 'ten'],
  },
  'yes or no': {
    kind: yesOrNo(),
    accepts: [
      ['true', true],
      ['1', true],
      ['No', false],
      ['off', false],
    ],
    refuses: ['maybe', '2', ''],
  },
  'a duration': {
    kind: duration(),
    accepts: [
      ['15m', 900_000],
      ['30d', 2_592_000_000],
      ['90', 90_000],
      ['1.5h', 5_400_000],
      ['2 days', 172_800_000],
    ],
    refuses: ['0', '-5m', '10ms', '11y', '5 parsecs', 'm', '1e3', '9'.repeat(200)],
  },
  'an origin': {
    kind: origin(),
    accepts: [
      ['http://localhost:3000', 'http://localhost:3000'],
      ['https://A.example/', 'https://a.example'],
    ],
    refuses: [
      'a.example',
      'https://a.example/docket',
      'https://u:p@a.example',
      'ftp://a.example',
      'https://a.example?x',
    ],
  },
  'origins or any': {
    kind: originsOrAny(),
    accepts: [
      ['*', ['*']],
      ['https://a.example, https://b.example', ['https://a.example', 'https://b.example']],
    ],
    refuses: ['*,https://a.example', 'https://a.example,', 'a.example'],
  },
  'an allowed host': {
    kind: allowedHost(),
    accepts: [
      ['*', '*'],
      ['Example.org', 'example.org'],
      ['.example.org', '.example.org'],
      ['::1', '[::1]'],
      ['[::1]', '[::1]'],
    ],
    refuses: [
      'example.org:8000',
      'https://example.org',
      'example.org/',
      'a b',
      '.',
      '',
      'u@example.org',
      '*.example.org?',
    ],
  },
  'a database': {
    kind: databaseUrl(),
    accepts: [
      ...['sqlite://./docket.db', 'postgres://u:p@db:5432/docket', 'postgresql:///docket?host=/run/postgresql'].map(
        asGiven,
      ),
      ['postgres://u@/docket?host=/run', 'postgres://u@localhost/docket?host=/run'],
      ['postgres://u:p@:5433/docket?a=b&host=/run', 'postgres://u:p@localhost:5433/docket?a=b&host=/run'],
      ...[
        'postgres://u:p@a:5432,b,[::1]:5433/docket?target_session_attrs=read-write',
        'postgres:///d?host=a,b',
        'postgres://u:a,b@h/d',
      ].map(asGiven),
    ],
    refuses: [
      'postgres://u@/docket',
      'postgres://u@/docket?nohost=/run',
      'sqlite://',
      'mysql://db/docket',
      'docket.db',
      'postgres:docket',
      'postgres://db:port/docket',
      ...[
        'postgres://a:5432,b:port/docket',
        'postgres://a,b:99999/docket',
        'postgres://a,/docket',
        'mysql://a,b/docket',
      ],
    ],
  },
  'the address of Redis': {
    kind: redisUrl(),
    accepts: [
      ...['redis://localhost:6379/1', 'rediss://:p@cache.example', 'redis+unix:///run/redis.sock?db=1'],
      ...['redis+sentinel://s1:26379,s2/mymaster', 'rediss+sentinel://:p@s1,[::1]:26379/my/0?sentinel_password=q'],
    ].map(asGiven),
    refuses: [
      ...['http://localhost', 'localhost:6379', 'redis:localhost', 'redis+unix://', 'redis+unix://run/redis.sock'],
      ...['redis://a,b/0', 'redis+sentinel://s1,s2', 'redis+sentinel://s1/', 'redis+sentinel:///mymaster'],
      ...['redis+sentinel://s1,s2:port/mymaster', 'redis+sentinel://s1/mymaster/first', 'redis+sentinel://s1/a/0/b'],
    ],
  },
  'a file of certificates': {
    kind: certificates(),
    accepts: [],
    refuses: ['/nowhere/ca.pem', '.', import.meta.filename],
  },
  'the name or ARN of an AWS resource': {
    kind: settings.completionLambda,
    accepts: [
      'task-completed',
      'task-completed:live',
      'arn:aws:lambda:eu-central-1:123456789012:function:task-completed',
      'arn:aws-cn:lambda:cn-north-1:123456789012:function:task-completed:$LATEST',
    ].map(asGiven),
    refuses: [
      'task completed',
      'https://example.org',
      'arn:aws:lambda:eu-central-1:123456789012:function:',
      'arn:aws:sns:eu-central-1:123456789012:task-completed',
      'a'.repeat(65),
    ],
  },
  'a topic': {
    kind: settings.notificationTopicArn,
    accepts: ['arn:aws:sns:eu-central-1:123456789012:done', 'arn:aws:sns:eu-central-1:123456789012:done.fifo'].map(
      asGiven,
    ),
    refuses: ['done', 'arn:aws:sns:eu-central-1:12:done', 'arn:aws:sqs:eu-central-1:123456789012:done'],
  },
  'trusted proxies': {
    kind: trustedProxies(),
    accepts: [
      ['false', false],
      ['0', false],
      ['true', 1],
      ['2', 2],
      ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
      ['loopback', ['loopback']],
    ],
    refuses: ['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', '-1', '::1/129'],
  },
  'the sender of mails': {
    kind: settings.emailFrom,
    accepts: ['docket@example.org', 'Docket <docket@example.org>'].map(asGiven),
    refuses: ['Docket', 'Docket <docket>', 'a@b\r\nBcc: c@d', 'Docket <a@b> and more'],
  },
}

function asGiven(text: string): Sample {
  return [text, text]
}

describe('Kinds of settings', () => {
  for (const [name, { kind, accepts, refuses }] of Object.entries(samples)) {
    test(`${name} is parsed`, () => {
      for (const [given, read] of accepts) assert.deepEqual(kind.read(given), read, given)
    })
    test(`a value that is not ${name} is rejected`, () => {
      for (const given of refuses) assert.equal(kind.read(given), undefined, JSON.stringify(given))
    })
  }

  test('a duration is written without rounding, in a form that can be parsed again', () => {
    const { read, write } = duration()
    const seconds = integer({ min: 1, max: 300_000_000 })
    check(property(seconds, (length) => assert.equal(read(write(length * 1000)), length * 1000)))
    assert.equal(write(90_000), '90s')
    assert.equal(write(2_592_000_000), '30d')
  })
})
