import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { docketIn } from '../../test/kit/docket-command.ts'

/** What costs megabytes or tens of milliseconds, and is only for some servers, or only for some requests. */
const HEAVY = [
  '@aws-sdk/client-auto-scaling',
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-sns',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/sdk-trace',
  '@zxcvbn-ts/language-common',
  'bullmq',
  'ioredis',
  'nodemailer',
  'prom-client',
  'tar',
  'typebox/build/compile',
  'typebox/build/value',
]

describe('A server that has just started', () => {
  const docket = docketIn()

  test('has loaded no heavy library before it is needed', async () => {
    const list = join(docket.folder, 'loaded')
    const preload = new URL('../../test/kit/processes/loaded-modules.ts', import.meta.url).href
    const served = await docket.serve({ NODE_OPTIONS: `--import=${preload}`, LOADED_MODULES: list })
    equal((await fetch(`${served.url}/health`)).status, 200)
    equal((await served.stop()).code, 0)
    const loaded = readFileSync(list, 'utf8')
    ok(loaded.includes('/node_modules/fastify/'), loaded)
    deepEqual(
      HEAVY.filter((name) => loaded.includes(`/node_modules/${name}/`)),
      [],
    )
  })
})
