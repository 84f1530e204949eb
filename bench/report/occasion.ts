import type { Machine } from '../measure/machine.ts'
import type { Occasion } from './results.ts'

/** When and on what machine a part was measured. */
export function occasion({ machine, finishedAt }: Occasion): string {
  const { processor, cores, memoryGb, system, node, flushMs, loadBefore, commit } = machine as Machine
  const noise =
    loadBefore > 0.5 ? ` The machine was in use (load ${loadBefore} before the run), so the figures are noisy.` : ''
  return (
    `Measured on ${finishedAt.slice(0, 10)} at commit ${commit}, on ${cores} cores (${processor}), ${memoryGb} GB, ` +
    `${system}, Node ${node}; the disk makes 4 KiB durable in ${flushMs} ms.${noise}`
  )
}
