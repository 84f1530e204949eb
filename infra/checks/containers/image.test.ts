import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { findFreePort } from '../../../server/test/kit/processes/free-port.ts'
import { docker, shellOf, tryDocker, untilSo } from '../docker-engine/docker.ts'
import { commandsBelow } from '../pages/page-commands.ts'

const shell = shellOf({})
// The page's container and volume may be there, with data.
const OWN = 'docket-check-page'
const renamed = (commands: string) =>
  commands.replaceAll('--name docket ', `--name ${OWN} `).replaceAll('--volume docket:', `--volume ${OWN}:`)

const IMAGE = 'docket:local'
const KEY = 'JWT_SECRET_KEY=only-for-checking-the-image-0123456789'

describe('The image', () => {
  const containers: string[] = []
  const folders: string[] = []
  after(async () => {
    if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers)
    await tryDocker('volume', 'rm', OWN)
    for (const folder of folders) rmSync(folder, { recursive: true })
  })

  const start = async (...args: string[]): Promise<string> => {
    const id = await docker('run', '--detach', '--env', KEY, ...args)
    containers.push(id)
    return id
  }
  const health = async (id: string) => await docker('inspect', '--format', '{{.State.Health.Status}}', id)
  const folderOf = (owner: number, mode: number): string => {
    const folder = mkdtempSync(join(tmpdir(), 'docket-image-'))
    folders.push(folder)
    chownSync(folder, owner, owner)
    chmodSync(folder, mode)
    return folder
  }

  test('is built and started by the commands of its page', async () => {
    const [build = '', start = ''] = commandsBelow('docs/deployment/docker.md', 'The Docker image')
    const port = await findFreePort()
    await shell.run(build)
    const printed = await shell.run(renamed(start).replace('--publish 8000:8000', `--publish ${port}:8000`))
    containers.push(printed.split('\n').at(-1) ?? '')
    await untilSo('it answers', async () => (await fetch(`http://localhost:${port}/health`)).ok)
  })

  test('adds less than 120 MB to the Node image', async () => {
    const sizeOf = async (image: string) => Number(await docker('image', 'inspect', '--format', '{{.Size}}', image))
    const added = (await sizeOf(IMAGE)) - (await sizeOf('node:26-slim'))
    assert.ok(added < 120_000_000, `${added} bytes`)
  })

  test('contains one Node, no tests, no development packages, and a list of its packages', async () => {
    const found = await docker(
      'run',
      '--rm',
      '--entrypoint',
      'sh',
      IMAGE,
      '-c',
      'ls node_modules/.bin/node node_modules/node-linux-* node_modules/typescript server/test 2>/dev/null; find server lambdas bin -name "*.test.ts" -o -name "*.requests.ts"',
    )
    assert.equal(found, '')
    const bill = JSON.parse(await docker('run', '--rm', '--entrypoint', 'cat', IMAGE, 'sbom.cdx.json'))
    const names = bill.components.map(({ name }: { name: string }) => name)
    assert.equal(bill.bomFormat, 'CycloneDX')
    assert.ok(names.includes('fastify') && names.includes('kysely'))
    assert.ok(!names.includes('typescript'))
  })

  test('has descriptive labels and prints its version', async () => {
    const labels = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config.Labels}}', IMAGE))
    assert.equal(labels['org.opencontainers.image.title'], 'Docket')
    assert.equal(labels['org.opencontainers.image.licenses'], 'MIT')
    assert.match(await docker('run', '--rm', IMAGE, '--version'), /^\d+\.\d+\.\d+$/)
  })

  test('runs as any user on a read-only file system, with a folder that this user owns', async () => {
    const data = folderOf(12_345, 0o700)
    const id = await start(
      '--user',
      '12345:12345',
      '--read-only',
      '--tmpfs',
      '/tmp',
      '--cap-drop',
      'ALL',
      '--volume',
      `${data}:/data`,
      '--env',
      'NODE_ENV=development',
      IMAGE,
    )
    await untilSo('the container is healthy', async () => (await health(id)) === 'healthy')
    assert.equal(await docker('exec', id, 'id', '-u'), '12345')
    const openPage =
      "fetch('http://localhost:8000', { headers: { accept: 'text/html' } }).then((page) => page.text()).then(console.log)"
    assert.match(await docker('exec', id, 'node', '-e', openPage), /<base href="\/" \/>/, 'the web app is in the image')
    assert.match(await docker('exec', id, './docket', 'user', 'create', '--admin', '--username', 'ada'), /ada/)
  })

  test('exits within seconds of SIGTERM, with exit code 0', async () => {
    const id = await start('--env', 'NODE_ENV=development', IMAGE)
    await untilSo('the container is healthy', async () => (await health(id)) === 'healthy')
    const before = Date.now()
    await docker('stop', '--time', '20', id)
    assert.ok(Date.now() - before < 10_000)
    assert.equal(await docker('inspect', '--format', '{{.State.ExitCode}}', id), '0')
  })

  test('is unhealthy while it hangs', async () => {
    const id = await start(
      '--env',
      'NODE_ENV=development',
      '--health-interval',
      '1s',
      '--health-timeout',
      '2s',
      '--health-retries',
      '1',
      '--health-start-period',
      '0s',
      IMAGE,
    )
    await untilSo('the container is healthy', async () => (await health(id)) === 'healthy')
    await docker('kill', '--signal', 'STOP', id)
    await untilSo('the container is unhealthy', async () => (await health(id)) === 'unhealthy')
    await docker('kill', '--signal', 'CONT', id)
    await untilSo('the container is healthy again', async () => (await health(id)) === 'healthy')
  })

  describe('exits with the error', () => {
    const refusals = [
      {
        what: 'that it cannot write its folder',
        args: () => [
          '--user',
          '12345',
          '--volume',
          `${folderOf(0, 0o755)}:/data`,
          '--env',
          'NODE_ENV=development',
          '--env',
          KEY,
          IMAGE,
        ],
        says: /\/data/,
      },
      { what: 'that the secret is missing', args: () => [IMAGE, 'api'], says: /JWT_SECRET_KEY is missing/ },
      {
        what: 'that migrations are missing',
        args: () => ['--env', KEY, IMAGE, 'api'],
        says: /Run `docket migrate up` first/,
      },
      {
        what: 'that the database does not answer',
        args: () => ['--env', KEY, '--env', 'DATABASE_URL=postgres://docket:secret@127.0.0.1:1/docket', IMAGE, 'api'],
        says: /database postgres:\/\/docket:\*\*\*@127\.0\.0\.1:1\/docket cannot be used/,
      },
      {
        what: 'that a setting is wrong',
        args: () => ['--env', KEY, '--env', 'PORT=http', IMAGE, 'api'],
        says: /PORT is "http": expected a whole number/,
      },
    ]
    for (const { what, args, says } of refusals) {
      test(what, async () => {
        const { code, output } = await tryDocker('run', '--rm', ...args())
        assert.notEqual(code, 0)
        assert.match(output, says)
        assert.ok(output.trim().split('\n').length <= 2, output)
        assert.doesNotMatch(output, / at .*\(/)
      })
    }
  })
})
