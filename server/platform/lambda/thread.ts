import { format } from 'node:util'
import { getHeapStatistics } from 'node:v8'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { clock } from '../clock.ts'
import type { Call, FunctionError, Message } from './function.ts'

// The runtime of a function's environment, in AWS terms. It runs in its own thread.

type Handler = (event: unknown, context: unknown) => unknown

const { module, handlerName, memoryMb, name, timeoutMs, variables } = workerData
const port = parentPort as MessagePort
const post = (message: Message) => port.postMessage(message)

let requestId = '-'
Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_VERSION: '$LATEST', ...variables })
captureOutput()

try {
  const { [handlerName]: handler } = await import(module)
  if (typeof handler !== 'function') throw new TypeError(`${module} exports no function "${handlerName}"`)
  port.on('message', (call: Call) => invoke(handler, call))
  post({ kind: 'loaded' })
} catch (reason) {
  post({ kind: 'error', error: describe(reason) })
}

async function invoke(handler: Handler, call: Call): Promise<void> {
  requestId = call.requestId
  try {
    const result = await handler(frozen(JSON.parse(call.event)), contextOf(call))
    post({ kind: 'result', result: JSON.stringify(result ?? null), usedMb: usedMb() })
  } catch (reason) {
    post({ kind: 'error', error: describe(reason), usedMb: usedMb() })
  }
}

function contextOf({ requestId }: Call) {
  const deadline = performance.now() + timeoutMs
  return Object.freeze({
    awsRequestId: requestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${name}`,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  })
}

/** A function that modifies its event fails here rather than on AWS, where a retry gets the unmodified event. */
function frozen<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

/** Redirects the console and standard output to the function's log; console lines get the prefix that Lambda adds. */
function captureOutput(): void {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE' } as const
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, string][]) {
    console[method] = (...words: unknown[]) =>
      post({ kind: 'line', line: `${clock.now()}\t${requestId}\t${level}\t${format(...words)}` })
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array) => {
      post({ kind: 'line', line: String(typeof chunk === 'string' ? chunk : Buffer.from(chunk)).replace(/\n$/, '') })
      return true
    }
  }
}

function describe(reason: unknown): FunctionError {
  if (!(reason instanceof Error)) return { errorType: typeof reason, errorMessage: String(reason) }
  return { errorType: reason.name, errorMessage: reason.message, trace: (reason.stack ?? '').split('\n') }
}

const usedMb = (): number => Math.ceil(getHeapStatistics().total_heap_size / 2 ** 20)
