import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { certificatesForTests } from '../../../server/test/kit/http/certificates.ts'
import { type Postgres, startPostgres } from '../../../server/test/kit/postgres/postgres.ts'
import { findFreePort } from '../../../server/test/kit/processes/free-port.ts'
import { startRedis } from '../../../server/test/kit/redis/redis.ts'
import { until } from '../../../server/test/kit/until.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

describe('The Procfile, as Heroku runs it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-procfile-'))
  const certificates = certificatesForTests('localhost')
  const ended: (() => unknown)[] = [() => rmSync(folder, { recursive: true }), () => certificates.remove()]
  let postgres: Postgres
  let env: NodeJS.ProcessEnv
  let output = ''
  let foreman: ChildProcess | undefined
  let url: string

  before(async () => {
    // What Git has is what Heroku gets; it installs without the packages for development.
    execFileSync(
      'sh',
      ['-c', `git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t ${folder}`],
      { cwd: ROOT },
    )
    const PATH = process.env.PATH?.split(':')
      .filter((part) => !part.includes('node_modules'))
      .join(':')
    env = { PATH, HOME: folder, NODE_ENV: 'production' }
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      env: { ...process.env, PATH, NODE_ENV: 'production' },
    })
    postgres = await startPostgres()
    ended.unshift(() => postgres.stop())
    const tlsPort = await findFreePort()
    const { certificate, key } = certificates
    const redis = await startRedis({
      'tls-port': String(tlsPort),
      'tls-cert-file': certificate,
      'tls-key-file': key,
      'tls-auth-clients': 'no',
    })
    ended.unshift(() => redis.kill())
    const port = await findFreePort()
    url = `http://127.0.0.1:${port}`
    Object.assign(env, {
      PORT: String(port),
      DATABASE_URL: postgres.url,
      REDIS_URL: `rediss://localhost:${tlsPort}`,
      REDIS_TLS_VERIFY: 'off',
      JWT_SECRET_KEY: 'only-for-checking-the-procfile-0123456789',
      TRUST_PROXY: 'true',
      ALLOWED_HOSTS: '127.0.0.1,.herokuapp.com',
      WEB_CONCURRENCY: '2',
    })
  })
  after(async () => {
    foreman?.kill('SIGKILL')
    for (const end of ended) await end()
  })

  const lineOf = (name: string) =>
    /^.*?: (.*)$/.exec(
      readFileSync(join(ROOT, 'Procfile'), 'utf8')
        .split('\n')
        .find((line) => line.startsWith(`${name}:`)) ?? '',
    )?.[1] ?? ''
  const release = (settings: NodeJS.ProcessEnv) =>
    spawnSync('sh', ['-c', lineOf('release')], { cwd: folder, env: settings, encoding: 'utf8' })
  const reached = async (isSo: () => unknown) => {
    await until(isSo, 60_000).catch((error) => {
      throw new Error(`${error.message}:\n${output}`)
    })
  }

  test('aborts the release with a reason while the database is down', () => {
    const { status, stderr } = release({ ...env, DATABASE_URL: 'postgres://docket:secret@127.0.0.1:1/docket' })
    assert.equal(status, 1)
    assert.match(stderr, /cannot be used/)
    assert.equal(stderr.trim().split('\n').length, 1)
  })

  test('migrates in the release phase', () => {
    const { status, stderr } = release(env)
    assert.equal(status, 0, stderr)
  })

  test('serves on $PORT, and runs background work', async () => {
    foreman = spawn(
      'npm',
      [
        'exec',
        '--yes',
        '--package=foreman@3.0.1',
        '--',
        'nf',
        'start',
        '--raw',
        'web=1,worker=1',
        '--port',
        String(env.PORT),
      ],
      {
        cwd: folder,
        env: { ...process.env, ...env },
        detached: true,
      },
    )
    for (const stream of [foreman.stdout, foreman.stderr]) stream?.on('data', (text) => (output += text))
    await reached(() =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    const response = await fetch(`${url}/api/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'my-docket.herokuapp.com' },
      body: JSON.stringify({ username: 'ann', email: 'ann@example.com', password: 'correct horse battery' }),
    })
    assert.equal(response.status, 201)
    await reached(() => /"role":"worker"/.test(output))
    await reached(() => /mail/.test(output))
  })

  test('shuts down gracefully', async () => {
    const running = foreman as ChildProcess
    process.kill(-(running.pid as number), 'SIGTERM')
    await once(running, 'exit')
    await reached(() =>
      fetch(`${url}/health`).then(
        () => false,
        () => true,
      ),
    )
    assert.doesNotMatch(output, /"level":"(error|fatal)"/)
  })
})
