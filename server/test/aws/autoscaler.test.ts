import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { after, before, beforeEach, describe, test } from 'node:test'
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import type { Scaled } from '../../../lambdas/autoscaler/scale.ts'
import { sourceOf } from '../../app/lambda-functions.ts'
import { packFunction } from '../../platform/lambda/package.ts'
import { simulateFunction } from '../../platform/lambda/simulator.ts'
import { startApi } from '../kit/api.ts'
import { filesIn } from '../kit/aws/archive.ts'
import { awsForTests } from '../kit/aws/emulator.ts'
import { docketIn } from '../kit/docket-command.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { endpoint } from '../kit/http/endpoint.ts'
import { register } from '../kit/world.ts'

const GROUP = 'docket-web'
const AWS_NAMES = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

/** An Auto Scaling group with 2 instances (between 1 and 8), before each test. */
function groupForTests() {
  const aws = awsForTests()
  let client: AutoScalingClient
  before(() => {
    client = new AutoScalingClient()
  })
  after(() => client.destroy())
  beforeEach(async () => {
    await fetch(`${aws.url}/moto-api/reset`, { method: 'POST' })
    const launch = { LaunchConfigurationName: 'web', ImageId: 'ami-12c6146b', InstanceType: 't3.medium' }
    await client.send(new CreateLaunchConfigurationCommand(launch))
    const size = { MinSize: 1, MaxSize: 8, DesiredCapacity: 2, AvailabilityZones: ['eu-central-1a'] }
    await client.send(
      new CreateAutoScalingGroupCommand({ ...size, AutoScalingGroupName: GROUP, LaunchConfigurationName: 'web' }),
    )
  })
  const read = async () => {
    const { AutoScalingGroups = [] } = await client.send(new DescribeAutoScalingGroupsCommand({}))
    const { DesiredCapacity, Tags = [], Instances = [] } = AutoScalingGroups[0]!
    return { capacity: DesiredCapacity, tag: Tags[0]?.Value, instances: Instances.map(({ InstanceId }) => InstanceId) }
  }
  return { aws, read }
}

describe('The Lambda function autoscaler', () => {
  const { aws, read } = groupForTests()
  const asked = new Set<string>()
  const processes = { requests: 0, perLook: 0, refusing: '' }
  const metrics = endpoint((request, response) => {
    asked.add(request.url ?? '')
    if (processes.refusing && request.url?.includes(processes.refusing)) return response.writeHead(503).end()
    processes.requests += processes.perLook
    response.end(pageOf(processes.requests))
  })

  beforeEach(() => {
    asked.clear()
    Object.assign(processes, { requests: 0, perLook: 0, refusing: '' })
  })

  test('counts requests on every instance, and sets the required capacity', async () => {
    processes.perLook = 1000
    const { result } = await invoke({}, { METRICS_URL: `${metrics.url}/{instance}/metrics` })
    equal(asked.size, 2)
    for (const path of asked) match(path, /^\/10\.\d+\.\d+\.\d+\/metrics$/)
    const { capacity, desired, needed, reason, complete } = result as Scaled
    deepEqual([capacity, desired, complete], [2, Math.min(6, needed), true])
    match(reason, /^requests_per_second is \d/)
    const group = await read()
    equal(group.capacity, desired)
    match(group.tag!, /^out=\d{10}$/)
  })

  test('remembers its last step, so that the next one waits', async () => {
    processes.perLook = 5000
    await invoke()
    const { result } = await invoke()
    const { capacity, desired, reason } = result as Scaled
    deepEqual([capacity, desired], [6, 6])
    match(reason, /, but the next scale-out is possible in \d+ s$/)
  })

  test('removes a surplus instance, but not while another does not respond', async () => {
    const quiet = { METRICS_URL: `${metrics.url}/one/metrics,${metrics.url}/two/metrics`, AUTOSCALE_MIN: '1' }
    processes.refusing = '/two/'
    match(((await invoke({}, quiet)).result as Scaled).reason, /no instance is removed/)
    equal((await read()).capacity, 2)
    processes.refusing = ''
    await invoke({}, quiet)
    const { capacity, tag } = await read()
    equal(capacity, 1)
    match(tag!, /^in=\d{10}$/)
  })

  test('changes nothing in a dry run', async () => {
    processes.perLook = 5000
    for (const [event, variables] of [
      [{ dry_run: true }, {}],
      [{}, { DRY_RUN: 'true' }],
    ] as const) {
      const { result } = await invoke(event, variables)
      deepEqual([(result as Scaled).dry_run, (result as Scaled).desired], [true, 6])
    }
    const { capacity, tag } = await read()
    deepEqual([capacity, tag], [2, undefined])
  })

  for (const [variables, expected] of [
    [{ AUTOSCALE_GROUP: 'nowhere' }, 'There is no Auto Scaling group "nowhere" in eu-central-1.'],
    [{ AUTOSCALE_GROUP: '' }, 'AUTOSCALE_GROUP is missing. Set it on the function.'],
    [{ METRICS_URL: '' }, 'METRICS_URL is missing. Set it on the function.'],
    [
      { METRICS_URL: 'docket:9464' },
      '"docket:9464" is not a metrics URL. Use one such as http://{instance}:9464/metrics.',
    ],
    [{ SAMPLE_SECONDS: '0' }, 'SAMPLE_SECONDS must be 1 to 60.'],
    [
      { AUTOSCALE_MIN: '4', AUTOSCALE_MAX: '3' },
      'AUTOSCALE_MIN is 4, above AUTOSCALE_MAX, 3. Lower the one or raise the other.',
    ],
    [
      { AUTOSCALE_MIN: '10', AUTOSCALE_MAX: '20' },
      'The Auto Scaling group "docket-web" allows 1 to 8 instances and the policy 10 to 20. Make these ranges overlap.',
    ],
  ] as const) {
    test(`fails with one sentence for ${JSON.stringify(variables)}, and changes nothing`, async () => {
      processes.perLook = 5000
      equal((await invoke({}, variables)).error?.errorMessage, expected)
      const { capacity, tag } = await read()
      deepEqual([capacity, tag], [2, undefined])
    })
  }

  test('fails with one sentence when no process exposes its metrics, and changes nothing', async () => {
    processes.refusing = '/metrics'
    const { error } = await invoke()
    const where = `${metrics.url}/metrics`
    equal(
      error?.errorMessage,
      `No process returns metrics at ${where}: status 503. Check that address and METRICS_TOKEN.`,
    )
    equal((await read()).tag, undefined)
  })

  test('needs only the permissions in iam-policy.json', async () => {
    processes.perLook = 5000
    await aws.takeRequests()
    await invoke({}, { METRICS_URL: `${metrics.url}/{instance}/metrics` })
    const used = (await aws.takeRequests()).map(({ headers, body }) => {
      const [, service] = /\/(autoscaling|ec2)\/aws4_request/.exec(headers.Authorization!)!
      return `${service}:${new URLSearchParams(body).get('Action')}`
    })
    const { Statement } = JSON.parse(readFileSync(new URL('iam-policy.json', sourceOf('autoscaler')), 'utf8'))
    const given: string[] = Statement.slice(0, 2).flatMap(({ Action }: { Action: string[] }) => Action)
    deepEqual([...new Set(used)].sort(), given.toSorted())
  })

  test('is packaged with the files that it needs', async () => {
    const folder = new URL('../../../node_modules/.cache/packed-autoscaler/', import.meta.url)
    mkdirSync(folder, { recursive: true })
    try {
      const files = filesIn(await packFunction(sourceOf('autoscaler')))
      deepEqual([...files.keys()].sort(), [
        'group.mjs',
        'handler.mjs',
        'metrics.mjs',
        'policy.mjs',
        'scale.mjs',
        'settings.mjs',
      ])
      for (const [name, content] of files) writeFileSync(new URL(name, folder), content)
      processes.perLook = 5000
      const { result, error } = await invoke({}, {}, new URL('handler.mjs', folder))
      deepEqual([error, (result as Scaled)?.desired], [undefined, 6])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  async function invoke(event: object = {}, variables: Record<string, string> = {}, module = sourceOf('autoscaler')) {
    const settings = {
      AUTOSCALE_GROUP: GROUP,
      METRICS_URL: `${metrics.url}/metrics`,
      SAMPLE_SECONDS: '1',
      ...variables,
    }
    const fixed = { name: 'autoscaler', timeoutMs: 60_000, memoryMb: 256 }
    const simulated = simulateFunction({ ...fixed, module, variables: settings })
    return simulated.invoke(event).finally(simulated.close)
  }
})

eachDatabase('docket autoscale run', (database) => {
  const { read } = groupForTests()
  const docket = docketIn()
  let DATABASE_URL: string

  before(async () => {
    DATABASE_URL = await database.url()
    const api = await startApi(DATABASE_URL)
    const ann = await register(api, 'ann')
    for (const title of ['Dig', 'Water', 'Rake', 'Sow', 'Mow']) await ann.post('/api/tasks', { title })
    const done = (await ann.post('/api/tasks', { title: 'Plan' })).body
    await ann.post(`/api/tasks/${done.id}/complete`)
    await api.server.close()
    await api.close()
  })

  test('reports what it would do for the open tasks, and does it with --apply', async () => {
    const words = ['--target-tasks', '1', '--limit-relay-lag', 'off']
    const dry = await run(...words)
    deepEqual([dry.code, JSON.parse(dry.stdout).signals.open_tasks], [0, 5])
    equal(
      dry.stderr,
      'docket-web would go from 2 to 5: open_tasks is 5, target 1. Nothing was changed. Add --apply to apply it.\n',
    )
    equal((await read()).capacity, 2)
    const { code, stderr } = await run(...words, '--apply')
    deepEqual([code, stderr], [0, 'docket-web goes from 2 to 5: open_tasks is 5, target 1.\n'])
    equal((await read()).capacity, 5)
  })

  test('counts the requests of a running server', async () => {
    const served = await docket.serve({ DATABASE_URL })
    const asking = setInterval(() => fetch(`${served.url}/api`).catch(() => undefined), 20)
    const { code, stdout } = await run(
      '--metrics-url',
      `${served.url}/metrics`,
      '--sample',
      '1',
      '--target-requests',
      '5',
    )
    clearInterval(asking)
    await served.stop()
    const { signals, complete, desired } = JSON.parse(stdout)
    deepEqual([code, complete, desired], [0, true, 6])
    equal(signals.requests_per_second > 10 && signals.p95_seconds > 0, true, stdout)
  })

  for (const [words, expected] of [
    [['--group', 'nowhere', '--apply'], 'docket: There is no Auto Scaling group "nowhere" in eu-central-1.\n'],
    [['--min', '5', '--max', '3'], 'docket: --min is 5, above --max, 3. Lower the one or raise the other.\n'],
    [
      ['--target-tasks', 'off', '--target-queue', 'off'],
      'docket: There is no target for open tasks or waiting jobs. Set one, or add --metrics-url to measure requests.\n',
    ],
  ] as const) {
    test(`exits with one sentence for ${words.join(' ')}, and changes nothing`, async () => {
      const { code, stdout, stderr } = await run(...words)
      deepEqual([code, stdout, stderr], [1, '', expected])
      equal((await read()).capacity, 2)
    })
  }

  function run(...words: string[]) {
    const aws = Object.fromEntries(AWS_NAMES.map((name) => [name, process.env[name] as string]))
    return docket.run(['autoscale', 'run', ...words], { ...aws, DATABASE_URL, AUTOSCALE_GROUP: GROUP })
  }
})

const pageOf = (requests: number): string => `docket_relay_lag_seconds 0
docket_jobs{state="waiting"} 0
docket_open_tasks 10
docket_http_requests_total{method="GET",route="/api/tasks",status="200"} ${requests}
docket_http_request_duration_seconds_bucket{method="GET",route="/api/tasks",le="0.01"} ${requests}
docket_http_request_duration_seconds_bucket{method="GET",route="/api/tasks",le="+Inf"} ${requests}
`
