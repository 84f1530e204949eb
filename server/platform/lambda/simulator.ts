import { randomUUID } from 'node:crypto'
import { type Environment, startEnvironment } from './environment.ts'
import type { FunctionError, FunctionSettings, Outcome } from './function.ts'
import { endLines, failureLine, startLine } from './log-lines.ts'

export type Invocation = { requestId: string; log: string[]; result: unknown; error: FunctionError | undefined }

export type SimulatedFunction = {
  /** Never rejects because of the function: its failure is the `error` of the invocation. */
  invoke(event: unknown): Promise<Invocation>
  /** Terminates the running invocation and refuses waiting ones. */
  close(): Promise<void>
}

/**
 * Runs a function as AWS Lambda does: in an environment of its own (here a thread) that starts with the first
 * invocation, is reused by later ones, and is terminated when one exceeds its time or memory. One invocation at a time.
 */
export function simulateFunction(settings: FunctionSettings): SimulatedFunction {
  let environment: Environment | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let isClosed = false

  async function run(event: unknown): Promise<Invocation> {
    if (isClosed) throw new Error(`The simulator of ${settings.name} is closed.`)
    if (!environment?.isAlive()) environment = startEnvironment(settings)
    return invoke(environment, settings, event)
  }

  return {
    invoke: (event) => {
      const invocation = turn.then(() => run(event))
      turn = invocation.catch(() => undefined)
      return invocation
    },
    close: async () => {
      isClosed = true
      await environment?.end()
      await turn
    },
  }
}

async function invoke(environment: Environment, settings: FunctionSettings, event: unknown): Promise<Invocation> {
  const requestId = randomUUID()
  const outcome = await environment.invoke(JSON.stringify(event ?? null), requestId)
  const error = errorOf(outcome, settings)
  const failure = error ? [failureLine(requestId, error, outcome)] : []
  const log = [startLine(requestId), ...environment.takeLines(), ...failure, ...endLines(requestId, outcome, settings)]
  return { requestId, log, result: outcome.kind === 'result' ? JSON.parse(outcome.result) : null, error }
}

function errorOf(outcome: Outcome, { timeoutMs }: FunctionSettings): FunctionError | undefined {
  if (outcome.kind === 'error') return outcome.error
  if (outcome.kind === 'result') return undefined
  const errorMessage = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`
  return { errorType: 'Sandbox.Timedout', errorMessage }
}
