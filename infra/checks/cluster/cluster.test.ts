import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parse, parseAllDocuments } from 'yaml'
import { type Client, openSocket, registerAt, underLoad } from '../docker-engine/client.ts'
import { ROOT, untilSo } from '../docker-engine/docker.ts'
import { bucketForPods } from './bucket.ts'
import { kubectl, linkChart, podsOf, remaining, runPage, shell, type Values, writeValues } from './page.ts'

const SERVICES = join(import.meta.dirname, 'services.yaml')

type Step = { name?: string; run?: string }
type Person = { client: Client; task: number }

describe('docs/deployment/kubernetes.md', () => {
  const bucket = bucketForPods()
  const figures: string[] = []
  let url: string
  const people: Person[] = []
  let ann: Person
  let archive: string

  /** What the check needs in `values.yaml` that the page does not have. */
  const setUp = (values: Values) => {
    const open = { REGISTRATION: 'open', ALLOWED_HOSTS: '*', HTTPS_REDIRECT: false, RATE_LIMIT_MAX: 100_000 }
    values.settings = { ...values.settings, ...open, ...bucket }
    values.backup = { enabled: true, to: 's3://backups' }
  }

  before(async () => {
    writeValues(setUp)
    linkChart()
    await kubectl('apply', '--filename', SERVICES)
    await kubectl('--namespace', 'services', 'wait', '--for=condition=Ready', 'pod', '--all', '--timeout=120s')
  })
  after(() => writeFileSync(process.env.FIGURES ?? '/dev/null', `none of ${figures.join(', ')} failed\n`))

  test('installs the chart, tests it, and creates an administrator', async () => {
    const printed = await runPage('Install', {
      'docket:PASSWORD@HOST': 'docket:PASSWORD@database.services',
      '//HOST': '//redis.services',
    })
    assert.match(printed, /Phase:\s+Succeeded/)
    assert.match(printed, /ada/)
    const address = await kubectl(
      '--namespace',
      'docket',
      'get',
      'service',
      'docket',
      '--output',
      'jsonpath={.spec.clusterIP}',
    )
    url = `http://${address}:8000`
    for (const name of ['ann', 'ben', 'cleo']) {
      const client = await registerAt(url, name)
      const { id } = await client.send('POST', '/api/tasks', { title: 'Water the tomatoes' }, 201)
      people.push({ client, task: id })
    }
    ann = people[0] as Person
  })

  test('renders objects that the API server accepts, for every set of values', async () => {
    for (const file of globSync(join(import.meta.dirname, '../kubernetes/values/*.yaml'))) {
      const rendered = await shell(`helm template other infra/kubernetes/docket --namespace docket --values '${file}'`)
      // The operators of these are not here.
      const objects = parseAllDocuments(rendered).filter((one) => !/keda|coreos/.test(String(one.get('apiVersion'))))
      const text = objects.map(String).join('\n')
      await shell(`kubectl apply --dry-run=server --filename - <<'END'\n${text}\nEND`)
    }
  })

  test('is deployed and tested by the steps of the workflow', async () => {
    const { jobs } = parse(readFileSync(join(ROOT, '.github/workflows/deploy-eks.yml'), 'utf8'))
    const steps = Object.values<{ steps: Step[] }>(jobs).flatMap((job) => job.steps)
    const scriptOf = (name: string) => steps.find((step) => step.name === name)?.run ?? `no step ${name}`
    const printed = await shell(`export VERSION=0.1.0\n${scriptOf('Deploy')}\n${scriptOf('Test')}`)
    assert.match(printed, /Phase:\s+Succeeded/)
  })

  test('runs pods as user 1000 without privileges, on a read-only file system', async () => {
    for (const role of ['api', 'worker']) {
      const [pod = ''] = await podsOf(role)
      const inside = (script: string) => kubectl('--namespace', 'docket', 'exec', pod, '--', 'sh', '-c', script)
      assert.match(await inside('id'), /^uid=1000\S* gid=1000/)
      const status = await inside('cat /proc/1/status')
      for (const line of [/^CapEff:\s+0+$/m, /^NoNewPrivs:\s+1$/m, /^Seccomp:\s+2$/m]) assert.match(status, line)
      await assert.rejects(inside('touch /app'), /Read-only file system/)
      assert.equal(await inside('ls /var/run/secrets/kubernetes.io 2>/dev/null || echo none'), 'none')
    }
  })

  test('is backed up by the commands of the page', async () => {
    await runPage('Back up')
    await kubectl('--namespace', 'docket', 'wait', '--for=condition=complete', 'job/backup-now', '--timeout=120s')
    const listed = await runPage('Back up', { 'kubectl --namespace docket create job': 'true' })
    archive = /docket-\S+\.tar\S*/.exec(listed)?.[0] ?? ''
    assert.notEqual(archive, '', listed)
  })

  /** Three people read and write while the work is done. */
  const loaded = async (what: string, work: () => Promise<unknown>) => {
    const began = Date.now()
    const done = work()
    const loads = await Promise.all(people.map(({ client, task }) => underLoad(client, task, () => done)))
    assert.deepEqual(
      loads.flatMap(({ failures }) => failures),
      [],
    )
    const requests = loads.reduce((sum, load) => sum + load.requests, 0)
    figures.push(`${requests} requests in ${Math.round((Date.now() - began) / 1000)} s of ${what}`)
  }
  const rolledUnderLoad = async (what: string, work: () => Promise<unknown>) => {
    const before = await podsOf('api')
    const { socket } = await openSocket(url, ann.client.token)
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
    await loaded(what, async () => {
      await work()
      await untilSo('the old pods have ended', async () => (await remaining(before)).length === 0)
    })
    assert.equal(await closed, 1012)
  }
  const imageOf = () =>
    kubectl('--namespace', 'docket', 'get', 'deployment', 'docket-api', '--output', 'jsonpath={..image}')

  test('is upgraded under load without a failed request', async () => {
    writeValues((values) => {
      setUp(values)
      values.image = { ...values.image, tag: '0.1.1' }
    })
    await rolledUnderLoad('the upgrade', () => runPage('Upgrade'))
    assert.match(await imageOf(), /:0\.1\.1$/)
  })

  test('is rolled back under load without a failed request', async () => {
    await rolledUnderLoad('the rollback', () => runPage('Roll back'))
    assert.match(await imageOf(), /:0\.1\.0$/)
  })

  test('continues to run the old version when a migration fails', async () => {
    const before = await podsOf('api')
    const wrong = '--set settings.DATABASE_POOL_SIZE=none --set migration.deadline=20'
    await assert.rejects(runPage('Upgrade', { '--values values.yaml': `--values values.yaml ${wrong}` }))
    assert.match(await kubectl('--namespace', 'docket', 'logs', 'job/docket-migrate'), /DATABASE_POOL_SIZE is "none"/)
    assert.deepEqual(await podsOf('api'), before)
  })

  test('serves every request while a pod is deleted', async () => {
    const [pod = ''] = await podsOf('api')
    await loaded('a deleted pod', () => kubectl('--namespace', 'docket', 'delete', 'pod', pod))
  })

  test('is restored by the commands of the page', async () => {
    await ann.client.send('PATCH', `/api/tasks/${ann.task}`, { title: 'Changed after the backup' })
    await runPage('Restore', { 's3://BUCKET/backups/FILE': `s3://backups/${archive}` })
    await kubectl('--namespace', 'docket', 'rollout', 'status', 'deployment', '--timeout=120s')
    assert.equal((await ann.client.send('GET', `/api/tasks/${ann.task}`)).title, 'Water the tomatoes')
  })

  test('is removed', async () => {
    await runPage('Remove')
    assert.equal(
      await kubectl(
        'get',
        'all',
        '--all-namespaces',
        '--selector',
        'app.kubernetes.io/name=docket',
        '--output',
        'name',
      ),
      '',
    )
  })
})
