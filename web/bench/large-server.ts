import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NODE, ROOT, startServer } from '../../bench/contestants/server-process.ts'
import { WITHOUT_LIMITS } from '../../server/test/kit/http/without-limits.ts'
import { findFreePort } from '../../server/test/kit/processes/free-port.ts'

export const PASSWORD = 'correct horse battery'
const BULK = 100
const WORDS = 'repair order paint call invoice fence garden roof window contract visit plan review ship'.split(' ')
const STATUSES = ['pending', 'pending', 'pending', 'in_progress']
const PRIORITIES = [null, null, 'low', 'medium', 'high', 'urgent']

export type LargeServer = {
  url: string
  project: number
  /** Somebody else gives a task another title. */
  rename(id: number, title: string): Promise<void>
  stop(): Promise<void>
}

/** Docket on SQLite with one project of `count` open tasks, which ann owns and ben edits. */
export async function startWithLargeProject(count: number): Promise<LargeServer> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-web-bench-'))
  const server = await startIn(folder)
  const stop = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const ann = await register(server.url, 'ann')
    const ben = await register(server.url, 'ben')
    const project = await ann.send('POST', '/api/projects', { name: 'Warehouse' })
    await ann.send('POST', `/api/projects/${project.id}/members`, { user_id: ben.id, role: 'editor' })
    for (let first = 0; first < count; first += BULK) {
      const tasks = Array.from({ length: Math.min(BULK, count - first) }, (_, index) => taskAt(first + index))
      const operations = tasks.map((task) => ({ op: 'create', task: { ...task, project: project.id } }))
      await ann.send('POST', '/api/tasks/bulk', { operations })
    }
    const rename = async (id: number, title: string) => {
      await ben.send('PATCH', `/api/tasks/${id}`, { title })
    }
    return { url: server.url, project: project.id, rename, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startIn(folder: string) {
  const port = await findFreePort()
  const server = await startServer({
    command: NODE,
    arguments: [join(ROOT, 'bin/docket.js'), 'serve'],
    folder: ROOT,
    log: join(folder, 'log'),
    port,
    probe: '/health/ready',
    environment: {
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: String(port),
      REGISTRATION: 'open',
      LOG_LEVEL: 'error',
      ...WITHOUT_LIMITS,
    },
  })
  // Browsers send the cookie of the login there.
  return { ...server, url: server.url.replace('127.0.0.1', 'localhost') }
}

function taskAt(index: number) {
  const word = (step: number) => WORDS[Math.floor(index / step) % WORDS.length]
  const day = new Date(Date.UTC(2026, 11, 1 + (index % 120)))
  return {
    title: `${word(1)} ${word(3)} ${word(7)} ${index + 1}`,
    status: STATUSES[index % STATUSES.length],
    priority: PRIORITIES[index % PRIORITIES.length],
    due_date: index % 3 ? day.toISOString().slice(0, 10) : null,
  }
}

async function register(url: string, username: string) {
  const send = async (method: string, path: string, body: object, token?: string) => {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json() as Promise<{ id: number; user: { id: number }; access: string }>
  }
  const account = { username, email: `${username}@example.com`, password: PASSWORD }
  const { user, access } = await send('POST', '/api/register', account)
  return { id: user.id, send: (method: string, path: string, body: object) => send(method, path, body, access) }
}
