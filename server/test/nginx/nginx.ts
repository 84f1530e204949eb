import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../free-port.ts'

const SHIPPED = new URL('../../../infra/nginx/docket.conf', import.meta.url)

export type Nginx = { url: string; errors(): string; stop(): Promise<void> }

/** Runs nginx with the configuration that we ship, in front of these ports. */
export async function startNginx(ports: readonly number[]): Promise<Nginx> {
  const program = findProgram()
  const folder = mkdtempSync(join(tmpdir(), 'docket-nginx-'))
  const port = await findFreePort()
  const [first, second] = ports
  const site = readFileSync(SHIPPED, 'utf8')
    .replace('127.0.0.1:8000', `127.0.0.1:${first}`)
    .replace('127.0.0.1:8001', `127.0.0.1:${second}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
  writeFileSync(join(folder, 'nginx.conf'), around(folder, site))
  const nginx = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  await untilListening(nginx, url, folder)
  return {
    url,
    errors: () => readFileSync(join(folder, 'error.log'), 'utf8'),
    stop: async () => {
      nginx.kill('SIGQUIT')
      await Promise.race([once(nginx, 'exit'), sleep(2_000).then(() => nginx.kill('SIGTERM'))])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function around(folder: string, site: string): string {
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n')
  const account = process.getuid?.() === 0 ? 'user root;' : ''
  return `${account}
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
  throw new Error('These tests start nginx, and there is none. Install it with `apt-get install nginx-light`.')
}

async function untilListening(nginx: ChildProcess, url: string, folder: string): Promise<void> {
  while (nginx.exitCode === null) {
    const answer = await fetch(`${url}/metrics`).catch(() => undefined)
    if (answer?.status === 404) return
    await sleep(20)
  }
  throw new Error(`nginx ended: ${readFileSync(join(folder, 'error.log'), 'utf8')}`)
}
