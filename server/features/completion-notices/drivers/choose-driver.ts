import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../../../platform/config/config.ts'
import { putOnBus } from './eventbridge.ts'
import { invokeLambda } from './lambda.ts'
import type { SendNotice } from './send-notice.ts'
import { completedTaskFunction, invokeSimulated } from './simulate.ts'

/** The destination of completion notices, from COMPLETION_NOTICE; undefined if there is none. */
export function chooseDriver(config: Config, log: FastifyBaseLogger | undefined): SendNotice | undefined {
  // Missing settings were refused when the configuration was read.
  const drivers: Record<Config['completionNotice'], () => SendNotice | undefined> = {
    simulate: () => invokeSimulated(completedTaskFunction(config.notificationTopicArn), log),
    lambda: () => invokeLambda(config.completionLambda as string),
    eventbridge: () => putOnBus(config.completionEventBus as string),
    off: () => undefined,
  }
  return drivers[config.completionNotice]()
}
