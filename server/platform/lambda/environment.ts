import { Worker } from 'node:worker_threads'
import type { Call, End, FunctionError, FunctionSettings, Message, Outcome } from './function.ts'

/** One thread in which a function lives. */
export type Environment = {
  isAlive(): boolean
  invoke(event: string, requestId: string): Promise<Outcome>
  /** What was written since this was last asked, also by work that went on after an answer. */
  takeLines(): string[]
  end(): Promise<void>
}

/** As on AWS. */
const LONGEST_INIT_MS = 10_000

export function startEnvironment(settings: FunctionSettings): Environment {
  const { module, memoryMb, name, timeoutMs, variables } = settings
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    execArgv: [],
    workerData: { module: module.href, memoryMb, name, timeoutMs, variables },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  const lines: string[] = []
  let isAlive = true
  let answer: (message: Message | { kind: 'late' }) => void = () => undefined

  const die = (error: FunctionError) => {
    isAlive = false
    answer({ kind: 'error', error })
  }
  thread.on('message', (message: Message) => (message.kind === 'line' ? lines.push(message.line) : answer(message)))
  thread.on('error', (reason) => die(crash(reason)))
  thread.on('exit', () =>
    die({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited without providing a reason' }),
  )

  const untilAnswer = (limitMs: number) =>
    new Promise<Message | { kind: 'late' }>((resolve) => {
      const timer = setTimeout(resolve, limitMs, { kind: 'late' })
      answer = (message) => {
        clearTimeout(timer)
        resolve(message)
      }
    })
  const end = async () => {
    isAlive = false
    await thread.terminate()
  }

  const startedAt = performance.now()
  let loading: Promise<Message | { kind: 'late' }> | undefined = untilAnswer(LONGEST_INIT_MS)

  async function load(): Promise<{ failed?: End; initMs: number | undefined }> {
    if (!loading) return { initMs: undefined }
    const message = await loading
    loading = undefined
    const initMs = performance.now() - startedAt
    return message.kind === 'loaded' ? { initMs } : { failed: message as End, initMs }
  }

  async function invoke(event: string, requestId: string): Promise<Outcome> {
    const { failed, initMs } = await load()
    const calledAt = performance.now()
    if (!failed) thread.postMessage({ event, requestId } satisfies Call)
    const ended = failed ?? ((await untilAnswer(timeoutMs)) as End)
    const ms = performance.now() - calledAt
    if (failed || ended.kind === 'late') await end()
    return { ...ended, ms, initMs }
  }

  return {
    isAlive: () => isAlive,
    // Only while it works does the thread keep this process alive.
    invoke: (event, requestId) => {
      thread.ref()
      return invoke(event, requestId).finally(() => thread.unref())
    },
    takeLines: () => lines.splice(0),
    end,
  }
}

function crash(reason: unknown): FunctionError {
  const { code, name, message } = reason as NodeJS.ErrnoException
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Runtime out of memory' }
  return { errorType: name ?? 'Runtime.Unknown', errorMessage: message ?? String(reason) }
}
