import type { FastifyBaseLogger } from 'fastify'
import { type SimulatedFunction, simulateFunction } from '../../../platform/lambda/simulator.ts'
import type { SendNotice } from './send-notice.ts'

/** The source of the function, which runs on AWS without the rest of Docket. */
export const HANDLER = new URL('../../../../lambdas/task-completed/handler.ts', import.meta.url)

/** Runs the function in this process, and writes its log to ours. */
export function invokeSimulated({ invoke }: SimulatedFunction, log: FastifyBaseLogger | undefined): SendNotice {
  return async (event) => {
    const { requestId, error, log: lines } = await invoke(event)
    const about = { function: 'task-completed', request_id: requestId, lines }
    if (!error) return log?.info(about, 'lambda invoked')
    log?.warn(about, 'lambda failed')
    throw new Error(`The function task-completed failed: ${error.errorType}: ${error.errorMessage}`)
  }
}

/** The function of lambdas/task-completed, as it would run on AWS. */
export function completedTaskFunction(topicArn: string | undefined): SimulatedFunction {
  return simulateFunction({
    name: 'task-completed',
    module: HANDLER,
    timeoutMs: 10_000,
    memoryMb: 128,
    variables: topicArn ? { NOTIFICATION_TOPIC_ARN: topicArn } : {},
  })
}
