import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import type { TaskCompleted } from '../../../lambdas/task-completed/handler.ts'
import { packFunction } from '../../platform/lambda/package.ts'
import { createFunction } from '../../test/kit/aws/create-function.ts'
import { type Aws, awsForTests, REGION } from '../../test/kit/aws/emulator.ts'
import { docketIn } from '../../test/kit/docket-command.ts'
import { putOnBus } from './drivers/eventbridge.ts'
import { invokeLambda } from './drivers/lambda.ts'
import { completedTaskFunction, HANDLER, invokeSimulated } from './drivers/simulate.ts'

const SAMPLE = fileURLToPath(new URL('sample-event.json', HANDLER))
const sample: TaskCompleted = JSON.parse(readFileSync(SAMPLE, 'utf8'))

describe('A completion notice on AWS', () => {
  const aws = awsForTests()
  const docket = docketIn()

  test('is published to the topic, and reaches its subscribers', async () => {
    const { topic, queue } = await topicWithQueue('completed')
    await published(topic)(sample)
    const [message, ...others] = await queue.receive()
    deepEqual(others, [])
    equal(message.Subject, 'Completed: Water the beds')
    equal(message.Message, 'Ann completed “Water the beds” in Garden.')
    deepEqual(message.MessageAttributes, {
      event_type: { Type: 'String', Value: 'task.completed' },
      event_id: { Type: 'Number', Value: '4711' },
      task_id: { Type: 'Number', Value: '12' },
      project_id: { Type: 'Number', Value: '3' },
    })
  })

  test('is published by the command with the AWS settings of `.env`', async () => {
    const { topic, queue } = await topicWithQueue('by-hand')
    const names = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    const lines = [`NOTIFICATION_TOPIC_ARN=${topic}`, ...names.map((name) => `${name}=${process.env[name]}`)]
    writeFileSync(join(docket.folder, '.env'), lines.join('\n'))
    const { stdout } = await docket.run(['lambda', 'invoke', 'task-completed', '--event', SAMPLE])
    equal(JSON.parse(stdout).notified, 'topic')
    equal((await queue.receive()).length, 1)
  })

  test('has a subject that SNS accepts, for any title', async () => {
    const { topic, queue } = await topicWithQueue('subjects')
    const send = published(topic)
    for (const title of ['Two\nlines\u0000', 'x'.repeat(300), `${'x'.repeat(86)}🌱🌱🌱🌱`]) {
      await send({ ...sample, task: { ...sample.task, title } })
    }
    const subjects = (await queue.receive()).map((message) => message.Subject as string)
    deepEqual(subjects.sort(), [
      'Completed: Two lines ',
      `Completed: ${'x'.repeat(87)}…`,
      `Completed: ${'x'.repeat(86)}…`,
    ])
  })

  test('can be deduplicated by a FIFO topic', async () => {
    const attributes = { FifoTopic: 'true' }
    const { TopicArn = '' } = await new SNSClient().send(
      new CreateTopicCommand({ Name: 'completed.fifo', Attributes: attributes }),
    )
    await aws.takeRequests()
    await published(TopicArn)(sample)
    const [request] = await aws.takeRequests()
    const words = new URLSearchParams(request!.body)
    deepEqual([words.get('MessageGroupId'), words.get('MessageDeduplicationId')], ['task-12', '4711'])
  })

  test('fails when the topic does not exist', async () => {
    const send = published(`arn:aws:sns:${REGION}:123456789012:nowhere`)
    await rejects(send(sample), /task-completed failed: NotFoundException/)
  })

  test('invokes a function created from the package, asynchronously, with an event that it accepts', async () => {
    await createFunction(aws, 'task-completed', await packFunction(HANDLER))
    await aws.takeRequests()
    await invokeLambda('task-completed')(sample)
    const [request, ...others] = await aws.takeRequests()
    deepEqual(others, [])
    equal(request!.headers['X-Amz-Invocation-Type'], 'Event')
    match(request!.headers.Authorization!, /Credential=test\/\d+\/eu-central-1\/lambda\//)
    match(request!.url, /\/functions\/task-completed\/invocations$/)
    deepEqual(await resultFor(request!.body), { notified: 'log' })
  })

  test('fails when the function does not exist', async () => {
    await aws.configure({ lambda: { use_docker: true } })
    await rejects(invokeLambda('nowhere')(sample), { name: 'ResourceNotFoundException' })
    await aws.configure({ lambda: { use_docker: false } })
  })

  test('is sent to the region in an ARN', async () => {
    await aws.takeRequests()
    await invokeLambda('arn:aws:lambda:ap-south-1:123456789012:function:elsewhere')(sample)
    match((await aws.takeRequests())[0]!.headers.Authorization!, /\/ap-south-1\/lambda\//)
  })

  test('is put on the bus and matched by a rule, in an envelope that the function accepts', async () => {
    const queue = await busWithQueue('docket')
    await putOnBus('docket')(sample)
    const [envelope, ...others] = await queue.receive()
    deepEqual(others, [])
    deepEqual(
      [envelope.source, envelope['detail-type'], envelope.detail],
      ['docket', 'task.completed', JSON.parse(JSON.stringify(sample))],
    )
    deepEqual(await resultFor(JSON.stringify(envelope)), { notified: 'log' })
  })

  test('is sent to a bus by its ARN, too', async () => {
    const queue = await busWithQueue('by-arn')
    await putOnBus(`arn:aws:events:${REGION}:123456789012:event-bus/by-arn`)(sample)
    equal((await queue.receive()).length, 1)
  })

  test('fails when AWS does not respond', async () => {
    const { AWS_ENDPOINT_URL } = process.env
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1'
    try {
      await rejects(invokeLambda('task-completed')(sample), /ECONNREFUSED/)
      await rejects(putOnBus('docket')(sample), /ECONNREFUSED/)
    } finally {
      process.env.AWS_ENDPOINT_URL = AWS_ENDPOINT_URL
    }
  })

  async function topicWithQueue(name: string) {
    const sns = new SNSClient()
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
    const queue = await createQueue(aws, name)
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }))
    return { topic: TopicArn, queue }
  }

  async function busWithQueue(name: string) {
    const events = new EventBridgeClient()
    await events.send(new CreateEventBusCommand({ Name: name }))
    const pattern = JSON.stringify({ source: ['docket'], 'detail-type': ['task.completed'] })
    await events.send(new PutRuleCommand({ Name: `${name}-rule`, EventBusName: name, EventPattern: pattern }))
    const queue = await createQueue(aws, `${name}-events`)
    const Targets = [{ Id: 'queue', Arn: queue.arn }]
    await events.send(new PutTargetsCommand({ Rule: `${name}-rule`, EventBusName: name, Targets }))
    return queue
  }
})

const published = (topic: string) => invokeSimulated(completedTaskFunction(topic), undefined)

/** The result of the function for a payload that AWS would send. */
async function resultFor(payload: string): Promise<unknown> {
  const simulated = completedTaskFunction(undefined)
  const { result } = await simulated.invoke(JSON.parse(payload)).finally(simulated.close)
  return result
}

async function createQueue(aws: Aws, name: string) {
  await aws.ask('sqs', 'CreateQueue', { QueueName: name })
  const QueueUrl = `${aws.url}/123456789012/${name}`
  return {
    arn: `arn:aws:sqs:${REGION}:123456789012:${name}`,
    receive: async () => {
      const response = await aws.ask('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: '10' })
      const bodies = [...response.matchAll(/<Body>([\s\S]*?)<\/Body>/g)].map((found) => found[1] as string)
      return bodies.map((body) => JSON.parse(plain(body)))
    },
  }
}

const ENTITIES: Record<string, string> = { quot: '"', lt: '<', gt: '>', apos: "'", amp: '&' }

const plain = (xml: string): string =>
  xml.replace(/&(#(\d+)|\w+);/g, (_, name: string, code?: string) =>
    code ? String.fromCodePoint(Number(code)) : (ENTITIES[name] ?? ''),
  )
