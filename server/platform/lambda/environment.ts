import { Worker } from 'node:worker_threads'
import type { Call, End, FunctionError, FunctionSettings, Message, Outcome } from './function.ts'

/** The thread in which a function runs. */
export type Environment = {
  isAlive(): boolean
  invoke(event: string, requestId: string): Promise<Outcome>
  /** The lines that were logged since the last call, including those of work that continued after a response. */
  takeLines(): string[]
  end(): Promise<void>
}

/** The same limit as on AWS. */
const LONGEST_INIT_MS = 10_000

export function startEnvironment(settings: FunctionSettings): Environment {
  const thread = startThread(settings)
  const startedAt = performance.now()
  let loading: Promise<Reply> | undefined = thread.untilReply(LONGEST_INIT_MS)

  /** Loads the module if needed. Returns how long that took, and the result if it failed. */
  async function load(): Promise<{ failed?: End; initMs: number | undefined }> {
    if (!loading) return { initMs: undefined }
    const loaded = await loading
    loading = undefined
    const initMs = performance.now() - startedAt
    return loaded.kind === 'loaded' ? { initMs } : { failed: loaded, initMs }
  }

  async function invoke(event: string, requestId: string): Promise<Outcome> {
    const { failed, initMs } = await load()
    const calledAt = performance.now()
    const ended = failed ?? (await thread.ask({ event, requestId }, settings.timeoutMs))
    const ms = performance.now() - calledAt
    if (failed || ended.kind === 'late') await thread.end()
    return { ...ended, ms, initMs }
  }

  return { ...thread, invoke: (event, requestId) => thread.keepAlive(invoke(event, requestId)) }
}

type Reply = End | { kind: 'loaded' }

function startThread({ module, handler = 'handler', memoryMb, name, timeoutMs, variables }: FunctionSettings) {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    execArgv: [],
    workerData: { module: module.href, handlerName: handler, memoryMb, name, timeoutMs, variables },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  const lines: string[] = []
  const reply = replySlot()
  let isAlive = true

  const die = (error: FunctionError) => {
    isAlive = false
    reply.settle({ kind: 'error', error })
  }
  thread.on('message', (message: Message) =>
    message.kind === 'line' ? lines.push(message.line) : reply.settle(message),
  )
  thread.on('error', (reason) => die(crash(reason)))
  thread.on('exit', () => die(EXIT))

  return {
    untilReply: reply.next,
    isAlive: () => isAlive,
    ask: (call: Call, limitMs: number) => {
      thread.postMessage(call)
      return reply.next(limitMs) as Promise<End>
    },
    takeLines: () => lines.splice(0),
    /** The thread keeps this process alive only while it works. */
    keepAlive: <T>(work: Promise<T>) => {
      thread.ref()
      return work.finally(() => thread.unref())
    },
    end: async () => {
      isAlive = false
      await thread.terminate()
    },
  }
}

/** `next` resolves with what `settle` gets, or after a time. */
function replySlot() {
  let settle: (reply: Reply) => void = () => undefined
  return {
    settle: (reply: Reply): void => settle(reply),
    next: (limitMs: number) =>
      new Promise<Reply>((resolve) => {
        const timer = setTimeout(resolve, limitMs, { kind: 'late' })
        settle = (reply) => {
          clearTimeout(timer)
          resolve(reply)
        }
      }),
  }
}

const EXIT = { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited without providing a reason' }

function crash(reason: unknown): FunctionError {
  const { code, name, message } = reason as NodeJS.ErrnoException
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Runtime out of memory' }
  return { errorType: name ?? 'Runtime.Unknown', errorMessage: message ?? String(reason) }
}
