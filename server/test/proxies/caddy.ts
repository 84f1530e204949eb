import { spawn, spawnSync } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from '../kit/http/certificates.ts'
import { findFreePort } from '../kit/processes/free-port.ts'
import { type RunningProxy, runProxy } from '../kit/proxies/proxy.ts'

const SHIPPED = new URL('../../../infra/caddy/', import.meta.url)

/**
 * Runs Caddy with a configuration that we ship, in front of these ports, with a test certificate instead of Let's
 * Encrypt's.
 */
export async function startCaddy(
  file: 'Caddyfile' | 'shared-host.Caddyfile',
  [first, second]: readonly number[],
  { certificate, key }: Certificates,
): Promise<RunningProxy> {
  if (spawnSync('caddy', ['version']).status !== 0) {
    throw new Error('These tests start Caddy, and there is none. Install it with `apt-get install caddy`.')
  }
  const listening = { http: await findFreePort(), https: await findFreePort() }
  const site = readFileSync(new URL(file, SHIPPED), 'utf8')
    .replace('127.0.0.1:8000', `127.0.0.1:${first}`)
    .replace('127.0.0.1:8001', `127.0.0.1:${second}`)
    .replace(/^[\w.]+ \{$/m, (line) => `${line}\n\tbind 127.0.0.1\n\ttls ${certificate} ${key}`)
  const options = `{\n\tadmin off\n\thttp_port ${listening.http}\n\thttps_port ${listening.https}\n\tskip_install_trust\n}\n`
  return runProxy({
    name: 'caddy',
    listening,
    hasTls: true,
    stopBy: 'SIGTERM',
    start: (folder) => {
      writeFileSync(join(folder, 'Caddyfile'), options + site)
      const log = openSync(join(folder, 'error.log'), 'w')
      const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
      return spawn('caddy', ['run', '--config', join(folder, 'Caddyfile')], { stdio: ['ignore', log, log], env })
    },
  })
}
