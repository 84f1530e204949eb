import type { LambdaClient } from '@aws-sdk/client-lambda'
import { clientSettings } from './client-settings.ts'
import type { SendNotice } from './send-notice.ts'

/** Invokes a function on AWS asynchronously: AWS accepts the event, then runs and retries the function. */
export function invokeLambda(functionName: string): SendNotice {
  let client: LambdaClient | undefined
  return async (event) => {
    // Loaded with the first notice: until then the SDK uses no memory.
    const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda')
    client ??= new LambdaClient(clientSettings(functionName))
    const Payload = JSON.stringify(event)
    await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }))
  }
}
