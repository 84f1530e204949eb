import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { registerAt } from '../docker-engine/client.ts'
import { docker, tryDocker, untilSo } from '../docker-engine/docker.ts'
import { render } from './template.ts'

const RELEASE = 'release.tar.gz'
const NONE = { texts: {}, lists: {}, maps: {} }

/** A machine that starts for the first time with this user data, read by cloud-init, and what the tests ask it. */
function instance(name: string, userData: string, files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'docket-instance-'))
  before(async () => {
    const seed = '/var/lib/cloud/seed/nocloud'
    // What else cloud-init does is the business of the image.
    const modules = 'datasource_list: [NoCloud]\ncloud_init_modules: [write_files]\ncloud_config_modules: [runcmd]\n'
    const all = {
      ...files,
      [`${seed}/user-data`]: userData,
      [`${seed}/meta-data`]: `instance-id: ${name}\n`,
      '/etc/cloud/cloud.cfg.d/99-check.cfg': `${modules}cloud_final_modules: [scripts_user]\n`,
    }
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), text, { mode: 0o755 })
    }
    const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
    const pack = ['--create', '--gzip', '--null', '--files-from=-', '--transform=s|^|docket/|', '--file']
    execFileSync('tar', [...pack, join(folder, RELEASE)], { input: tracked })
    await docker('build', '--quiet', '--tag', name, '--file', 'infra/checks/systemd/instance.Dockerfile', folder)
    execFileSync('infra/checks/systemd/start-machine.sh', [name])
  })
  after(async () => {
    await tryDocker('rm', '--force', '--volumes', name)
    rmSync(folder, { recursive: true })
  })
  const shell = (script: string) => docker('exec', name, 'sh', '-ec', script)
  return {
    shell,
    urlOf: async (port: number) => `http://${await docker('port', name, String(port))}`,
    untilDone: () =>
      untilSo('cloud-init is done', async () => {
        const { output } = await tryDocker('exec', name, 'cloud-init', 'status', '--long')
        if (/^status: error/m.test(output)) throw new Error(output)
        return /^status: done/m.test(output)
      }),
    isActive: async (unit: string) =>
      (await tryDocker('exec', name, 'systemctl', 'is-active', '--quiet', unit)).code === 0,
  }
}

describe('The user data of one instance', () => {
  const texts = { release_url: `file:///${RELEASE}`, public_url: 'http://localhost' }
  const { shell, urlOf, untilDone, isActive } = instance(
    'docket-single',
    render('infra/ec2/user-data.yaml', { ...NONE, texts }),
  )

  test('installs Docket behind nginx on port 80, and leaves no temporary files', async () => {
    await untilDone()
    const ann = await registerAt(await urlOf(80), 'ann')
    await ann.send('POST', '/api/tasks', { title: 'Water the tomatoes' }, 201)
    assert.ok(await isActive('docket-serve'))
    assert.match(await shell('cat /etc/docket/docket.env'), /^PUBLIC_URL=http:\/\/localhost$/m)
    assert.equal(await shell('ls -d /opt/docket/source /etc/docket-install 2>/dev/null || true'), '')
  })
})

// Stands in for the AWS CLI. A secret has no value when it is asked for the first time.
const AWS = `#!/bin/sh
[ "$1 $2 $3 $4 $5 $7 $9" = '--region eu-central-1 secretsmanager get-secret-value --secret-id --query --output' ] || exit 2
mkdir "/run/asked-$(basename "$6")" 2>/dev/null && exit 254
cat "/root/secrets/$(basename "$6")"
`

describe('The user data of the instances in a group', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret'
  const { shell, urlOf, untilDone, isActive } = instance(
    'docket-group',
    render('infra/ec2/group-user-data.yaml', {
      texts: { release_url: `file:///${RELEASE}`, region: 'eu-central-1' },
      lists: { settings: ['PUBLIC_URL=http://localhost', 'TRUST_PROXY=true'] },
      maps: { secrets: { DATABASE_URL: `${arn}/database`, JWT_SECRET_KEY: `${arn}/key` } },
    }),
    {
      '/usr/local/bin/aws': AWS,
      '/root/secrets/database': 'postgres://docket:secret@127.0.0.1/docket\n',
      '/root/secrets/key': 'a-key-for-this-check-which-is-long-enough\n',
    },
  )

  test('waits for the secrets, and installs an API for the load balancer on PostgreSQL', async () => {
    await untilSo('PostgreSQL can start', async () => (await shell('systemctl start postgresql')) === '')
    const role = "create role docket login password 'secret'"
    await shell(`runuser -u postgres -- psql -qc "${role}" -c 'create database docket owner docket'`)
    await untilDone()
    const ann = await registerAt(await urlOf(8000), 'ann')
    await ann.send('POST', '/api/tasks', { title: 'Water the tomatoes' }, 201)
    for (const unit of ['docket-api@8000', 'docket-worker']) assert.ok(await isActive(unit), unit)
    for (const unit of ['docket-api@8001', 'docket-serve', 'nginx']) assert.ok(!(await isActive(unit)), unit)
  })

  test('has two processes, and metrics for the autoscaler', async () => {
    const pid = await shell('systemctl show --property=MainPID --value docket-api@8000')
    assert.equal((await shell(`pgrep --count --parent ${pid}`)).trim(), '2')
    assert.match(await shell('curl --silent http://127.0.0.1:9464/metrics'), /^docket_/m)
  })

  test('makes the secrets readable only by their owner, and leaves no temporary files', async () => {
    assert.equal(await shell('stat --format=%a /etc/docket/docket.env'), '600')
    const settings = await shell('cat /etc/docket/docket.env')
    for (const line of ['PUBLIC_URL=http://localhost', 'JWT_SECRET_KEY=a-key-for-this-check-which-is-long-enough']) {
      assert.ok(settings.split('\n').includes(line), line)
    }
    assert.equal(await shell('ls -d /opt/docket/source /etc/docket-settings 2>/dev/null || true'), '')
  })
})
