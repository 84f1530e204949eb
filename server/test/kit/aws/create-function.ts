import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Aws } from './emulator.ts'

/** Creates a Lambda function with this name and code, and its own role. */
export async function createFunction(aws: Aws, name: string, code: Uint8Array): Promise<void> {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  const created = await aws.ask('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: policy })
  const [, role] = /<Arn>(.+?)<\/Arn>/.exec(created) ?? []
  await new LambdaClient().send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'handler.handler',
      Role: role,
      Code: { ZipFile: code },
    }),
  )
}
