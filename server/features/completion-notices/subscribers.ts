import { deliverOnce } from '../../events/deliveries.ts'
import type { Subscriber } from '../../events/subscribers.ts'
import type { Config } from '../../platform/config/config.ts'
import { openLog } from '../../platform/telemetry/log.ts'
import { chooseDriver } from './drivers/choose-driver.ts'
import type { SendNotice } from './drivers/send-notice.ts'
import { completionEvent } from './event.ts'

/** Sends every completed task to a Lambda function, or to the destination that COMPLETION_NOTICE selects. */
export function completionNotices(config: Config): Subscriber[] {
  const send = chooseDriver(config, openLog(config.logLevel))
  return send ? [noticeSender(send)] : []
}

export function noticeSender(send: SendNotice): Subscriber {
  return {
    name: 'completion-notices.send',
    events: ['task.completed'],
    handle: (context, event) =>
      deliverOnce(context, `completion-notice:${event.id}`, async () => send(await completionEvent(context.db, event))),
  }
}
