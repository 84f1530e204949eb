import { completedTaskFunction } from '../features/completion-notices/drivers/simulate.ts'
import type { Config } from '../platform/config/config.ts'
import { type SimulatedFunction, simulateFunction } from '../platform/lambda/simulator.ts'

const MINUTE_MS = 60_000

/** Docket's AWS Lambda functions by name; each runs here with the configuration that it has on AWS. */
export const lambdaFunctions: Record<string, (config: Config) => SimulatedFunction> = {
  'task-completed': (config) => completedTaskFunction(config.notificationTopicArn),
  'office-hours-start': () => officeHours('start'),
  'office-hours-stop': () => officeHours('stop'),
  autoscaler: ({ metricsToken }) =>
    simulateFunction({
      name: 'autoscaler',
      module: sourceOf('autoscaler'),
      timeoutMs: 2 * MINUTE_MS,
      memoryMb: 256,
      variables: metricsToken ? { METRICS_TOKEN: metricsToken } : {},
    }),
}

/** The folders in lambdas/, each of which is packaged separately. */
export const LAMBDA_PACKAGES = ['task-completed', 'office-hours', 'autoscaler']

export const sourceOf = (folder: string): URL => new URL(`../../lambdas/${folder}/handler.ts`, import.meta.url)

function officeHours(action: 'start' | 'stop'): SimulatedFunction {
  const module = sourceOf('office-hours')
  return simulateFunction({
    name: `office-hours-${action}`,
    module,
    handler: action,
    timeoutMs: 2 * MINUTE_MS,
    memoryMb: 256,
    variables: {},
  })
}
