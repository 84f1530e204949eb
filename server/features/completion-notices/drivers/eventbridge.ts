import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { clientSettings } from './client-settings.ts'
import type { SendNotice } from './send-notice.ts'

/** Puts the event on a bus, whose rules route it to Lambda or elsewhere: source `docket`, the event as `detail`. */
export function putOnBus(bus: string): SendNotice {
  let client: EventBridgeClient | undefined
  return async (event) => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
    client ??= new EventBridgeClient(clientSettings(bus))
    const entry = {
      EventBusName: bus,
      Source: 'docket',
      DetailType: event.type,
      Detail: JSON.stringify(event),
      Time: new Date(event.happened_at),
    }
    const { Entries: [response] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }))
    // A refused event does not make the request fail.
    if (!response?.EventId)
      throw new Error(`EventBridge refused the event: ${response?.ErrorCode} ${response?.ErrorMessage ?? ''}`)
  }
}
