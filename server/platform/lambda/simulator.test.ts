import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { FunctionSettings } from './function.ts'
import { type SimulatedFunction, simulateFunction } from './simulator.ts'

const SHORT_MS = 200

describe('A simulated Lambda function', () => {
  const running: SimulatedFunction[] = []

  function functionOf(source: string, settings: Partial<FunctionSettings> = {}): SimulatedFunction {
    const module = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
    const fixed = { name: 'sample', module, timeoutMs: 10_000, memoryMb: 128, variables: {} }
    const simulated = simulateFunction({ ...fixed, ...settings })
    running.push(simulated)
    return simulated
  }

  after(() => Promise.all(running.map((each) => each.close())))

  test('receives the event and a context, and returns its result as JSON', async () => {
    const { invoke } =
      functionOf(`export async function handler(event, { awsRequestId, functionName, memoryLimitInMB }) {
      return { event, awsRequestId, functionName, memoryLimitInMB, left: undefined }
    }`)
    const { requestId, result, error } = await invoke({ at: '2026-11-21', left: undefined })
    equal(error, undefined)
    const context = { awsRequestId: requestId, functionName: 'sample', memoryLimitInMB: '128' }
    deepEqual(result, { event: { at: '2026-11-21' }, ...context })
    notEqual((await invoke({})).requestId, requestId)
  })

  test('has one cold start, and retains the state of its module for later invocations', async () => {
    const { invoke } = functionOf(`let count = 0; export const handler = async () => ++count`)
    const invocations = [await invoke({}), ...(await Promise.all([invoke({}), invoke({}), invoke({})]))]
    deepEqual(
      invocations.map(({ result }) => result),
      [1, 2, 3, 4],
    )
    deepEqual(
      invocations.map(({ log }) => /Init Duration/.test(log.at(-1)!)),
      [true, false, false, false],
    )
  })

  test('is terminated at its deadline, even in an endless loop, and then has a cold start', async () => {
    const source = `let count = 0
      export async function handler({ how }, context) {
        count += 1
        console.log('left', context.getRemainingTimeInMillis())
        if (how === 'waiting') await new Promise((resolve) => setTimeout(resolve, 60_000))
        if (how === 'busy') while (true);
        return { count }
      }`
    const { invoke } = functionOf(source, { timeoutMs: SHORT_MS })
    deepEqual((await invoke({})).result, { count: 1 })
    for (const how of ['waiting', 'busy']) {
      const { error, result, log } = await invoke({ how })
      equal(result, null)
      deepEqual(error, { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.20 seconds' })
      const left = Number(/left (\d+)/.exec(log[1]!)?.[1])
      ok(left > 0 && left <= SHORT_MS, log[1]!)
      match(log.at(-3)!, /Task timed out after 0\.20 seconds$/)
      deepEqual((await invoke({})).result, { count: 1 })
    }
  })

  test('cannot change its event, at any depth', async () => {
    const { invoke } = functionOf(`export async function handler(event) { event.task.title = 'other' }`)
    const { error } = await invoke({ task: { title: 'one' } })
    equal(error?.errorType, 'TypeError')
    match(error?.errorMessage ?? '', /read only property 'title'/)
  })

  test('has its output in its log, between the lines of Lambda', async () => {
    const { invoke } = functionOf(`export async function handler() {
      console.log('one', { two: 2 }); console.error('three'); process.stdout.write('four\\n')
    }`)
    const { requestId, log } = await invoke({})
    const instant = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`
    const expected = [
      `START RequestId: ${requestId} Version: \\$LATEST`,
      `${instant}\t${requestId}\tINFO\tone { two: 2 }`,
      `${instant}\t${requestId}\tERROR\tthree`,
      'four',
      `END RequestId: ${requestId}`,
      String.raw`REPORT RequestId: ${requestId}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms`,
    ]
    equal(log.length, expected.length, log.join('\n'))
    for (const [index, line] of expected.entries()) match(log[index]!, new RegExp(`^${line}$`))
  })

  test('that throws returns the error, stays warm, and logs it', async () => {
    const { invoke } = functionOf(`let count = 0
      export async function handler() { count += 1; if (count === 1) throw new RangeError('too far'); return count }`)
    const { error, log } = await invoke({})
    deepEqual([error?.errorType, error?.errorMessage], ['RangeError', 'too far'])
    match(log[1]!, /ERROR\tInvoke Error\t\{"errorType":"RangeError","errorMessage":"too far"/)
    equal((await invoke({})).result, 2)
  })

  test('that exits its process, or crashes after its response, affects nothing else', async () => {
    const { invoke } = functionOf(`export async function handler({ how }) {
      if (how === 'exit') process.exit(1)
      if (how === 'crash') { setTimeout(() => { throw new Error('later') }, 1); await new Promise(() => undefined) }
      return 'well'
    }`)
    equal((await invoke({ how: 'exit' })).error?.errorType, 'Runtime.ExitError')
    deepEqual((await invoke({ how: 'crash' })).error, { errorType: 'Error', errorMessage: 'later' })
    equal((await invoke({})).result, 'well')
  })

  test('that exceeds its memory limit is terminated', async () => {
    const source = `const kept = []
      export async function handler() { while (true) kept.push(Array.from({ length: 10_000 }, (_, i) => ({ i }))) }`
    const { error } = await functionOf(source, { memoryMb: 32, timeoutMs: 60_000 }).invoke({})
    equal(error?.errorType, 'Runtime.OutOfMemory')
  })

  test('that cannot be loaded returns the reason every time', async () => {
    for (const [source, expected] of [
      [`throw new Error('not today')`, /not today/],
      [`export const other = 1`, /exports no function "handler"/],
    ] as const) {
      const { invoke } = functionOf(source)
      for (const _ of [1, 2]) match((await invoke({})).error?.errorMessage ?? '', expected)
    }
  })

  test('has environment variables of its own, which do not leak into this process', async () => {
    const source = `export const handler = async () => [process.env.TOPIC, process.env.AWS_LAMBDA_FUNCTION_NAME]`
    const { invoke } = functionOf(source, { variables: { TOPIC: 'arn' } })
    deepEqual((await invoke({})).result, ['arn', 'sample'])
    deepEqual([process.env.TOPIC, process.env.AWS_LAMBDA_FUNCTION_NAME], [undefined, undefined])
  })
})
