import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, mock, test } from 'node:test'
import { handler } from './handler.ts'

const source = readFileSync(new URL('handler.ts', import.meta.url), 'utf8')
const sample = JSON.parse(readFileSync(new URL('sample-event.json', import.meta.url), 'utf8'))
const context = { awsRequestId: 'request-1' }

describe('The task-completed function, without a topic', () => {
  let log: ReturnType<typeof mock.method>
  const lines = () => log.mock.calls.map((call) => JSON.parse(call.arguments[0] as string))

  beforeEach(() => {
    delete process.env.NOTIFICATION_TOPIC_ARN
    log = mock.method(console, 'log', () => undefined)
  })
  afterEach(() => mock.restoreAll())

  test('writes one line of JSON with the user and the completed task', async () => {
    deepEqual(await handler(sample, context), { notified: 'log' })
    const { id, type, type_version, changes, ...expected } = sample
    deepEqual(lines(), [
      {
        level: 'info',
        message: 'Ann completed “Water the beds” in Garden.',
        event_type: 'task.completed',
        event_id: 4711,
        ...expected,
        request_id: 'request-1',
      },
    ])
  })

  test('accepts the completion in an EventBridge envelope and in that of a failed invocation', async () => {
    const envelope = { version: '0', id: 'e', 'detail-type': 'task.completed', source: 'docket', detail: sample }
    await handler(envelope, context)
    await handler({ requestContext: {}, requestPayload: sample }, context)
    await handler({ requestContext: {}, requestPayload: envelope }, context)
    deepEqual(
      lines().map((line) => line.event_id),
      [4711, 4711, 4711],
    )
  })

  test('reports the remaining fields when the task, the user or the project has been deleted', async () => {
    await handler({ ...sample, actor: null, project: null, task: { id: 12, uid: null, title: null } }, context)
    equal(lines()[0].message, 'Somebody completed “Task 12”.')
  })

  test('rejects any other event', async () => {
    const strange = [null, undefined, 7, 'text', [], {}, { detail: {} }, { ...sample, type: 'task.created' }]
    for (const event of [...strange, { ...sample, id: '4711' }, { ...sample, task: null }]) {
      await rejects(handler(event, context), /not an event "task\.completed"/)
    }
    deepEqual(lines(), [])
  })
})

describe('The file handler.ts', () => {
  test('imports only the AWS SDK, which the Lambda runtimes include', () => {
    const imports = [...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((found) => found[1])
    deepEqual([...new Set(imports)], ['@aws-sdk/client-sns'])
  })

  test('runs alone in an empty folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'docket-lambda-'))
    try {
      writeFileSync(join(folder, 'handler.mjs'), stripTypeScriptTypes(source))
      const program = `
        import { handler } from './handler.mjs'
        console.log(JSON.stringify(await handler(${JSON.stringify(sample)}, { awsRequestId: 'r' })))`
      const options = { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } } as const
      const written = execFileSync(process.execPath, ['--input-type=module', '--eval', program], options)
      match(written, /^\{"level":"info".*\}\n\{"notified":"log"\}\n$/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
