import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type Client, logInAt, registerAt, underLoad } from '../docker-engine/client.ts'
import { docker, tryDocker, untilSo } from '../docker-engine/docker.ts'
import { commandsBelow } from '../pages/page-commands.ts'

const on = (...command: string[]) => docker('exec', 'docket-machine', ...command)
const shell = (script: string) => on('sh', '-ec', script)
/** The commands of the page as they stand there. The machine has no sudo, and root runs them. */
const commands = (heading: string) => {
  const text = commandsBelow('docs/deployment/systemd.md', heading).join('')
  return `cd /source\nsudo() { env "$@"; }\n${text}`
}
const install = (...args: string[]) => on('/source/infra/systemd/install.sh', ...args)

describe('A machine with systemd', () => {
  let url: string
  let ann: Client
  let taskId: number
  before(async () => {
    url = `http://${await docker('port', 'docket-machine', '80')}`
    await untilSo('systemd has started', async () => {
      const { output } = await tryDocker('exec', 'docket-machine', 'systemctl', 'is-system-running')
      return /running|degraded/.test(output)
    })
  })

  const mainPid = (unit: string) => on('systemctl', 'show', '--property=MainPID', '--value', unit)
  const isActive = async (unit: string) =>
    (await tryDocker('exec', 'docket-machine', 'systemctl', 'is-active', unit)).output.trim() === 'active'

  test('is installed with one command, behind nginx on port 80, on SQLite', async () => {
    await shell(commands('Install').replace('https://tasks.example.org', url))
    ann = await registerAt(url, 'ann')
    taskId = (await ann.send('POST', '/api/tasks', { title: 'Water the tomatoes' }, 201)).id
    assert.equal((await fetch(`${url}/metrics`)).status, 404)
  })

  test('exposes only port 80, and runs as an unprivileged account', async () => {
    const listening = await on('ss', '--listening', '--tcp', '--numeric', '--no-header')
    const open = listening
      .split('\n')
      .map((line) => line.split(/\s+/)[3] ?? '')
      .filter((address) => !/^(127\.|\[::1\])/.test(address))
    assert.deepEqual([...new Set(open.map((address) => address.replace(/^.*:/, '')))], ['80'])
    const status = await shell(
      `grep -E '^(Uid|CapEff|NoNewPrivs|Seccomp):' /proc/${await mainPid('docket-serve')}/status`,
    )
    assert.match(status, /CapEff:\s+0+\n/)
    assert.match(status, /NoNewPrivs:\s+1/)
    assert.match(status, /Seccomp:\s+2/)
    assert.doesNotMatch(status, /Uid:\s+0/)
    assert.equal(
      await on('stat', '--format=%a %U', '/var/lib/docket', '/var/lib/docket/docket.db', '/etc/docket/docket.env'),
      '700 docket\n600 docket\n640 root',
    )
  })

  test('restarts Docket when it is killed', async () => {
    const before = await mainPid('docket-serve')
    await on('kill', '-KILL', before)
    await untilSo('another process answers', async () => {
      return (await mainPid('docket-serve')) !== before && (await ann.send('GET', `/api/tasks/${taskId}`)).id === taskId
    })
  })

  test('runs commands with the settings of the server', async () => {
    assert.match(await on('docket', 'user', 'list'), /ada/)
    assert.match(await on('docket', 'config'), /DATA_DIR +\/var\/lib\/docket/)
  })

  test('is upgraded and rolled back without loss of data', async () => {
    const first = await on('readlink', '/opt/docket/current')
    await install()
    const second = await on('readlink', '/opt/docket/current')
    assert.notEqual(second, first)
    assert.equal((await ann.send('GET', `/api/tasks/${taskId}`)).id, taskId)
    await install('--rollback')
    assert.equal(await on('readlink', '/opt/docket/current'), first)
    assert.equal((await ann.send('GET', `/api/tasks/${taskId}`)).id, taskId)
    const { code, output } = await tryDocker('exec', 'docket-machine', '/source/infra/systemd/install.sh', '--rollback')
    assert.equal(code, 1)
    assert.match(output, /There is no version before this one/)
  })

  test('continues to run the old version when an upgrade fails', async () => {
    await shell('cp /source/package-lock.json /source/lock && echo broken > /source/package-lock.json')
    const { code, output } = await tryDocker('exec', 'docket-machine', '/source/infra/systemd/install.sh')
    await shell('mv /source/lock /source/package-lock.json')
    assert.equal(code, 1)
    assert.match(output, /npm ci failed: nothing was changed/)
    assert.equal((await ann.send('GET', `/api/tasks/${taskId}`)).id, taskId)
  })

  test('runs two APIs and a worker on PostgreSQL and Redis', async () => {
    await on('systemctl', 'start', 'postgresql', 'redis-server')
    await shell(
      `runuser -u postgres -- psql -qc "create role docket login password 'secret'" -c 'create database docket owner docket'`,
    )
    await shell(
      `printf 'DATABASE_URL=postgres://docket:secret@127.0.0.1/docket\\nREDIS_URL=redis://127.0.0.1\\n' >> /etc/docket/docket.env`,
    )
    await install()
    for (const unit of ['docket-api@8000', 'docket-api@8001', 'docket-worker']) assert.ok(await isActive(unit), unit)
    assert.ok(!(await isActive('docket-serve')))
    ann = await registerAt(url, 'ann')
    taskId = (await ann.send('POST', '/api/tasks', { title: 'Water the tomatoes' }, 201)).id
  })

  test('is upgraded under load without a failed request', async () => {
    const { requests, failures } = await underLoad(ann, taskId, () => install())
    assert.deepEqual(failures, [])
    assert.ok(requests > 100, `only ${requests} requests`)
  })

  test('recovers after a reboot', async () => {
    await on('systemctl', 'enable', 'postgresql', 'redis-server')
    await docker('restart', '--time', '60', 'docket-machine')
    url = `http://${await docker('port', 'docket-machine', '80')}`
    await untilSo('everything runs again', async () => {
      ann = await logInAt(url, 'ann')
      return (await ann.send('GET', `/api/tasks/${taskId}`)).id === taskId
    })
  })

  test('is removed without a trace', async () => {
    await shell(commands('Remove'))
    const left = '/opt/docket /etc/docket /var/lib/docket /etc/nginx/docket /usr/local/bin/docket'.split(' ')
    const { output } = await tryDocker('exec', 'docket-machine', 'ls', '-d', ...left)
    assert.equal(output.match(/No such file/g)?.length, left.length, output)
    assert.ok(!(await isActive('docket-worker')))
  })
})
