import { connect, createServer, type Server } from 'node:net'
import { after, before } from 'node:test'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { awsForTests, REGION } from '../../../server/test/kit/aws/emulator.ts'

// The address of this machine as pods see it.
const GATEWAY = '10.212.0.1'

/** A bucket `backups` for the tests of the enclosing describe, and once that is there, the settings by which pods reach it. */
export function bucketForPods(): Record<string, string> {
  const settings: Record<string, string> = {}
  const aws = awsForTests()
  let entrance: Server
  before(async () => {
    const CreateBucketConfiguration = { LocationConstraint: REGION } as const
    await new S3Client({ forcePathStyle: true }).send(
      new CreateBucketCommand({ Bucket: 'backups', CreateBucketConfiguration }),
    )
    entrance = forwardTo(Number(new URL(aws.url).port))
    await new Promise<void>((resolve) => entrance.listen(0, GATEWAY, resolve))
    const { port } = entrance.address() as { port: number }
    Object.assign(settings, {
      AWS_ENDPOINT_URL: `http://${GATEWAY}:${port}`,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    })
  })
  after(() => entrance.close())
  return settings
}

/** The emulator listens on the loopback address alone. */
const forwardTo = (port: number): Server =>
  createServer((outside) => {
    const inside = connect(port, '127.0.0.1')
    outside.pipe(inside).pipe(outside)
    for (const socket of [outside, inside]) socket.on('error', () => [outside, inside].map((one) => one.destroy()))
  })
