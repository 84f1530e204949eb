import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from '../http/certificates.ts'
import { findFreePort } from '../processes/free-port.ts'
import { type RunningProxy, runProxy } from './proxy.ts'

const SHIPPED = new URL('../../../../infra/nginx/', import.meta.url)
const BROTLI = '/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so'

export type Nginx = RunningProxy & { errors(): string }

type Options = {
  /** Loads the Brotli module. */
  brotli?: boolean
  /** Which of the shipped configurations; those with TLS need certificates. */
  site?: 'docket.conf' | 'tls.conf' | 'shared-host.conf'
  certificates?: Certificates
}

/** Runs nginx with the shipped configuration, in front of these ports. */
export async function startNginx(ports: readonly number[], options: Options = {}): Promise<Nginx> {
  const { brotli = false, site = 'docket.conf', certificates } = options
  const program = findProgram()
  if (brotli && !existsSync(BROTLI)) throw missing('nginx with brotli', 'libnginx-mod-http-brotli-filter')
  const listening = { http: await findFreePort(), https: await findFreePort() }
  const [first, second] = ports
  const shipped = readFileSync(new URL(site, SHIPPED), 'utf8')
    .replace('127.0.0.1:8000', `127.0.0.1:${first}`)
    .replace('127.0.0.1:8001', `127.0.0.1:${second}`)
    .replace('listen 80;', `listen 127.0.0.1:${listening.http};`)
    .replace('listen 443 ', `listen 127.0.0.1:${listening.https} `)
    .replace(/(?<=ssl_certificate ).*(?=;)/, String(certificates?.certificate))
    .replace(/(?<=ssl_certificate_key ).*(?=;)/, String(certificates?.key))
  const proxy = await runProxy({
    name: 'nginx',
    listening,
    hasTls: site !== 'docket.conf',
    stopBy: 'SIGQUIT',
    start: (folder) => {
      cpSync(new URL('docket', SHIPPED), join(folder, 'docket'), { recursive: true })
      if (brotli) copyFileSync(new URL('brotli.conf', SHIPPED), join(folder, 'docket', 'brotli.conf'))
      writeFileSync(join(folder, 'nginx.conf'), around(folder, shipped, brotli))
      const options = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
      return spawn(program, options, { stdio: 'ignore' })
    },
  })
  return { ...proxy, errors: () => readFileSync(join(proxy.folder, 'error.log'), 'utf8') }
}

function around(folder: string, site: string, brotli: boolean): string {
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n')
  const account = process.getuid?.() === 0 ? 'user root;' : ''
  return `${account}
${brotli ? `load_module ${BROTLI};` : ''}
daemon off;
worker_processes 1;
pid ${join(folder, 'pid')};
events { worker_connections 512; }
http {
access_log off;
${scratch}
${site}
}
`
}

function findProgram(): string {
  for (const program of ['nginx', '/usr/sbin/nginx']) {
    if (spawnSync(program, ['-v']).status === 0) return program
  }
  throw missing('nginx', 'nginx-light')
}

const missing = (program: string, name: string) =>
  new Error(`These tests start ${program}, and there is none. Install it with \`apt-get install ${name}\`.`)
