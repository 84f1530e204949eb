import { clock } from '../clock.ts'
import type { FunctionError, FunctionSettings, Outcome } from './function.ts'

// The lines that Lambda adds to the log of a function, in the same format.

export const startLine = (requestId: string): string => `START RequestId: ${requestId} Version: $LATEST`

export function failureLine(requestId: string, error: FunctionError, outcome: Outcome): string {
  if (outcome.kind === 'late') return `${clock.now()} ${requestId} ${error.errorMessage}`
  return `${clock.now()}\t${requestId}\tERROR\tInvoke Error\t${JSON.stringify(error)}`
}

export function endLines(requestId: string, { ms, initMs, usedMb }: Outcome, { memoryMb }: FunctionSettings): string[] {
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ms.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(ms + (initMs ?? 0))} ms`,
    `Memory Size: ${memoryMb} MB`,
    ...(usedMb === undefined ? [] : [`Max Memory Used: ${usedMb} MB`]),
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ]
  return [`END RequestId: ${requestId}`, report.join('\t')]
}
