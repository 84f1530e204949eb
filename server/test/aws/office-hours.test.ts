import { deepEqual, equal, match } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { after, before, beforeEach, describe, test } from 'node:test'
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import type { Failure, Report } from '../../../lambdas/office-hours/handler.ts'
import { sourceOf } from '../../app/lambda-functions.ts'
import { type Invocation, simulateFunction } from '../../platform/lambda/simulator.ts'
import { awsForTests } from '../kit/aws/emulator.ts'
import { docketIn } from '../kit/docket-command.ts'
import { endpoint } from '../kit/http/endpoint.ts'

type State = 'running' | 'stopped' | 'terminated'

describe('Office hours of EC2 instances', () => {
  const aws = awsForTests()
  const docket = docketIn()
  /** A proxy in front of the emulator, which refuses requests that the emulator would never refuse. */
  const scarce = { instance: '' }
  const proxy = endpoint(async (request, response) => {
    const body = await text(request)
    if (scarce.instance && /Action=StartInstances/.test(body) && body.includes(scarce.instance)) {
      response.writeHead(500).end(NO_CAPACITY)
      return
    }
    const forwarded = await fetch(aws.url, { method: 'POST', headers: headersOf(request.headers), body })
    response.writeHead(forwarded.status, { 'content-type': 'text/xml' }).end(await forwarded.text())
  })
  let ec2: EC2Client

  before(() => {
    ec2 = new EC2Client()
  })
  after(() => ec2.destroy())
  beforeEach(async () => {
    scarce.instance = ''
    await fetch(`${aws.url}/moto-api/reset`, { method: 'POST' })
  })

  test('stop every running instance with the tag, on all pages, and no others', async () => {
    const running = await launchEach(12, 'running', OFFICE_HOURS)
    const others = [
      await launch('stopped', OFFICE_HOURS),
      await launch('terminated', OFFICE_HOURS),
      await launch('running', {}),
      await launch('running', { Schedule: 'Always' }),
    ]
    await aws.takeRequests()
    const { changed, skipped } = await reportOf('stop', { PAGE_SIZE: '5' })
    const pages = (await aws.takeRequests()).filter(({ body }) => body.includes('Action=DescribeInstances'))
    equal(pages.length, 3)
    deepEqual([changed.toSorted(), skipped], [running.toSorted(), []])
    deepEqual(await statesOf(running), Array(12).fill('stopped'))
    deepEqual(await statesOf(others), ['stopped', 'terminated', 'running', 'running'])
  })

  test('start every stopped instance with the tag, and no others', async () => {
    const stopped = await launchEach(7, 'stopped', OFFICE_HOURS)
    const others = [
      await launch('running', OFFICE_HOURS),
      await launch('terminated', OFFICE_HOURS),
      await launch('stopped', {}),
    ]
    const { action, changed } = await reportOf('start', { PAGE_SIZE: '5' })
    deepEqual([action, changed.toSorted()], ['start', stopped.toSorted()])
    deepEqual(await statesOf(stopped), Array(7).fill('running'))
    deepEqual(await statesOf(others), ['running', 'terminated', 'stopped'])
    deepEqual((await reportOf('start')).changed, [], 'a repetition finds nothing left to do')
  })

  test('can use another tag', async () => {
    const mine = await launch('running', { Hours: 'day shift' })
    const other = await launch('running', OFFICE_HOURS)
    deepEqual((await reportOf('stop', { TAG_KEY: 'Hours', TAG_VALUE: 'day shift' })).changed, [mine])
    deepEqual(await statesOf([mine, other]), ['stopped', 'running'])
  })

  test('stop the other instances when one cannot be stopped, and fail with the reason', async () => {
    const instances = await launchEach(3, 'running', OFFICE_HOURS)
    const refusing = instances[1]!
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: refusing, DisableApiStop: { Value: true } }))
    const { error, failures } = await invoke('stop')
    equal(error?.errorType, 'InstancesFailed')
    match(error!.errorMessage, new RegExp(`^2 of 3 instances stopped\\. ${refusing}: OperationNotPermitted: .+`))
    deepEqual(
      failures.map(({ instance, code }) => ({ instance, code })),
      [{ instance: refusing, code: 'OperationNotPermitted' }],
    )
    deepEqual(await statesOf(instances), ['stopped', 'running', 'stopped'])
  })

  test('start the other instances when there is no capacity for one', async () => {
    const instances = await launchEach(3, 'stopped', OFFICE_HOURS)
    scarce.instance = instances[0]!
    const { error, failures } = await invoke('start', { AWS_ENDPOINT_URL: proxy.url })
    match(error!.errorMessage, /^2 of 3 instances started\. i-\w+: InsufficientInstanceCapacity: /)
    deepEqual(
      failures.map(({ instance }) => instance),
      [scarce.instance],
    )
    deepEqual(await statesOf(instances), ['stopped', 'running', 'running'])
    scarce.instance = ''
    deepEqual((await reportOf('start')).changed, [instances[0]], 'the next invocation starts the one that is left')
  })

  test('change nothing in a dry run, which the event or a variable requests', async () => {
    const instances = await launchEach(2, 'running', OFFICE_HOURS)
    for (const [variables, event] of [
      [{}, { dry_run: true }],
      [{ DRY_RUN: 'true' }, {}],
    ] as const) {
      const { changed, ...others } = (await invoke('stop', variables, event)).result as Report
      deepEqual(changed.toSorted(), instances.toSorted())
      deepEqual(others, { action: 'stop', dry_run: true, skipped: [] })
    }
    deepEqual(await statesOf(instances), ['running', 'running'])
  })

  test('skip members of Auto Scaling groups, which would be replaced', async () => {
    const alone = await launch('running', OFFICE_HOURS)
    const member = await launch('running', { ...OFFICE_HOURS, 'aws:autoscaling:groupName': 'web' })
    const { changed, skipped } = await reportOf('stop')
    deepEqual([changed, skipped], [[alone], [{ instance: member, group: 'web' }]])
  })

  test('fail without logging instances when EC2 cannot be reached', async () => {
    const { error, failures } = await invoke('stop', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })
    match(error!.errorMessage, /ECONNREFUSED/)
    deepEqual(failures, [])
  })

  test('reject invalid settings', async () => {
    for (const [variables, event, expected] of [
      [{ PAGE_SIZE: '3' }, {}, 'PAGE_SIZE must be 5 to 1000.'],
      [{ DRY_RUN: 'yes' }, {}, 'DRY_RUN must be true or false.'],
      [{}, { dry_run: 'yes' }, 'dry_run in the event must be true or false.'],
    ] as const) {
      equal((await invoke('stop', variables, event)).error?.errorMessage, expected)
    }
  })

  test('need only the permissions in iam-policy.json', async () => {
    await launch('running', OFFICE_HOURS)
    await aws.takeRequests()
    await reportOf('stop')
    await reportOf('start')
    const asked = (await aws.takeRequests()).map(({ body }) => `ec2:${new URLSearchParams(body).get('Action')}`)
    const { Statement } = JSON.parse(readFileSync(new URL('iam-policy.json', sourceOf('office-hours')), 'utf8'))
    const given: string[] = Statement.flatMap(({ Action }: { Action: string | string[] }) => Action)
    deepEqual([...new Set(asked)].sort(), given.filter((action) => action.startsWith('ec2:')).sort())
  })

  test('can be run by hand with `docket lambda invoke`', async () => {
    const instance = await launch('running', OFFICE_HOURS)
    const names = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    const environment = Object.fromEntries(names.map((name) => [name, process.env[name] as string]))
    const run = (...words: string[]) => docket.run(['lambda', 'invoke', 'office-hours-stop', ...words], environment)
    const { code, stdout, stderr } = await run('--dry-run')
    deepEqual([code, JSON.parse(stdout).changed], [0, [instance]])
    match(stderr, /1 of 1 instances would be stopped\./)
    deepEqual(await statesOf([instance]), ['running'])
    equal((await run()).code, 0)
    deepEqual(await statesOf([instance]), ['stopped'])
  })

  async function reportOf(action: 'start' | 'stop', variables: Record<string, string> = {}): Promise<Report> {
    const { result, error } = await invoke(action, variables)
    equal(error, undefined)
    return result as Report
  }

  async function invoke(action: 'start' | 'stop', variables: Record<string, string> = {}, event: object = {}) {
    const settings = { name: action, module: sourceOf('office-hours'), handler: action, variables }
    const simulated = simulateFunction({ ...settings, timeoutMs: 60_000, memoryMb: 256 })
    const invocation = await simulated.invoke(event).finally(simulated.close)
    return { ...invocation, failures: failuresIn(invocation) }
  }

  const launchEach = (count: number, state: State, tags: Record<string, string>) =>
    Promise.all(Array.from({ length: count }, () => launch(state, tags)))

  async function launch(state: State, tags: Record<string, string>): Promise<string> {
    const input = { ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 }
    const { Instances = [] } = await ec2.send(new RunInstancesCommand(input))
    const ids = [Instances[0]!.InstanceId as string]
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    if (Tags.length > 0) await ec2.send(new CreateTagsCommand({ Resources: ids, Tags }))
    if (state === 'stopped') await ec2.send(new StopInstancesCommand({ InstanceIds: ids }))
    if (state === 'terminated') await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }))
    return ids[0] as string
  }

  async function statesOf(ids: string[]): Promise<(string | undefined)[]> {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }))
    const instances = Reservations.flatMap((reservation) => reservation.Instances ?? [])
    return ids.map((id) => instances.find(({ InstanceId }) => InstanceId === id)?.State?.Name)
  }
})

const OFFICE_HOURS = { Schedule: 'OfficeHours' }

const NO_CAPACITY = `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>InsufficientInstanceCapacity</Code>
<Message>We currently do not have sufficient capacity in the Availability Zone you requested.</Message></Error></Errors>
<RequestID>1</RequestID></Response>`

/** The log entries of the function for instances that failed. */
const failuresIn = ({ log }: Invocation): Failure[] =>
  log.flatMap((line) => (/\{"level":"error".*/.exec(line)?.[0] ? [JSON.parse(/\{.*/.exec(line)![0])] : []))

const headersOf = ({ authorization = '', 'content-type': type = '' }: Record<string, unknown>) => ({
  authorization: String(authorization),
  'content-type': String(type),
})
