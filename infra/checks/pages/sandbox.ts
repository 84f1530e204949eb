import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SMTPServer } from 'smtp-server'
import { addressInOutput } from '../../../server/test/kit/docket-command.ts'
import { copySource } from '../copy-source.ts'
import type { Block } from './page-commands.ts'

/** A copy of the source with a database in which there is what the pages name, and a mail server. */
export type Sandbox = {
  folder: string
  environment: NodeJS.ProcessEnv
  /** The commands with addresses and names of here in the place of those that only stand for others. */
  adapt(block: Block): string
  close(): Promise<void>
}

export async function openSandbox(folder: string): Promise<Sandbox> {
  copySource(folder)
  const backups = join(folder, '..', 'backups')
  mkdirSync(backups)
  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (_login, _session, done) => done(null, { user: 'docket' }),
  })
  await once(mail.listen(0, '127.0.0.1'), 'listening')
  const { port } = mail.server.address() as AddressInfo
  const environment = {
    ...process.env,
    NODE_ENV: 'development',
    PORT: '0',
    DATABASE_URL: '',
    DATA_DIR: join(folder, 'data'),
  }
  await fill(folder, environment)
  return {
    folder,
    environment,
    adapt: ({ text }) =>
      text
        .replaceAll('/docket-2026-11-29T04-10-00Z.tar.gz', `/$(ls ${backups} | tail -n 1)`)
        .replaceAll('/var/backups/docket', backups)
        // Nobody is there to be asked, and the next block expects the present tables.
        .replace(/migrate down 1(.*)/, 'migrate down 1 --yes$1\n./docket migrate up')
        .replaceAll('smtp://docket:password@mail.example.org:587', `smtp://127.0.0.1:${port}`),
    close: () => new Promise((resolve) => mail.close(resolve)),
  }
}

/** Ann with the address that the pages name, twelve tasks of which the last is completed, and the dead job 712. */
async function fill(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const server = spawn('./docket', ['serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const api = `${await addressInOutput(server.stdout)}/api`
  const post = async (path: string, body: object, token = '') => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(api + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path} returned ${response.status}`)
    return (await response.json()) as { access: string }
  }
  const { access } = await post('/register', {
    username: 'ann',
    email: 'ann@example.com',
    password: 'correct horse battery',
  })
  for (let task = 1; task <= 12; task++) await post('/tasks', { title: `Task ${task}` }, access)
  await post('/tasks/12/complete', {}, access)
  server.kill('SIGTERM')
  await once(server, 'exit')
  const database = new DatabaseSync(join(folder, 'data/docket.db'))
  database.exec("update jobs set id = 712, state = 'dead', run_at = null where id = (select max(id) from jobs)")
  database.close()
  const jobs = spawnSync('./docket', ['jobs', 'list', 'dead'], { cwd: folder, env, encoding: 'utf8' })
  if (!jobs.stdout.includes('712')) throw new Error(`There is no job 712: ${jobs.stdout}${jobs.stderr}`)
}
