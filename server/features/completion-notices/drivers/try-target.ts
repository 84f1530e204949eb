import type { Config } from '../../../platform/config/config.ts'
import { clientSettings } from './client-settings.ts'

/**
 * Checks that the target of notices exists on AWS and may be used, without sending a notice; throws the error of AWS.
 */
export async function tryTarget({ completionNotice, completionLambda, completionEventBus }: Config): Promise<void> {
  if (completionNotice === 'lambda') await tryLambda(completionLambda ?? '')
  if (completionNotice === 'eventbridge') await tryEventBus(completionEventBus ?? '')
}

async function tryLambda(functionName: string): Promise<void> {
  const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda')
  const client = new LambdaClient(clientSettings(functionName))
  // Checks the permission without running the function.
  const command = new InvokeCommand({ FunctionName: functionName, InvocationType: 'DryRun' })
  await client.send(command).finally(() => client.destroy())
}

async function tryEventBus(name: string): Promise<void> {
  const { EventBridgeClient, DescribeEventBusCommand } = await import('@aws-sdk/client-eventbridge')
  const client = new EventBridgeClient(clientSettings(name))
  try {
    await client.send(new DescribeEventBusCommand({ Name: name }))
  } catch (reason) {
    // The permission to put events does not imply that to describe the bus.
    if ((reason as Error).name !== 'AccessDeniedException') throw reason
  } finally {
    client.destroy()
  }
}
