// node bench/live.ts: what idle WebSockets cost, and how soon a write reaches two hundred who listen.
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import type { Contestant, Place, Running } from './contestants/contestant.ts'
import { onEachDatabase } from './contestants/on-each-database.ts'
import { usageOf } from './measure/processes.ts'
import { keep } from './report/keep.ts'
import { liveTable } from './report/other-tables.ts'
import type { Live } from './report/results.ts'

const IDLE_SOCKETS = 5_000
const LISTENERS = 200
/** The users behind the idle sockets, who are in no project of the writer. */
const IDLE_USERS = 20
const WRITES = 300
const PAUSE_MS = 50
const REST_MS = 5_000

const live = await onEachDatabase(measureLive)
console.log(liveTable(keep({ live })))

async function measureLive(contestant: Contestant, place: Place): Promise<Live> {
  const running = await contestant.start(place)
  try {
    const before = megabytes(running)
    await openAll(running, IDLE_SOCKETS, (index) => LISTENERS + 1 + (index % IDLE_USERS))
    await sleep(REST_MS)
    const idleMemory = megabytes(running)
    const project = await makeProject(running)
    const arrivals = new Map<number, { count: number; lastAt: number }>()
    const sockets = await openAll(running, LISTENERS, (index) => index + 1)
    for (const socket of sockets) socket.on('message', (bytes) => noteArrival(arrivals, String(bytes)))
    const times = await write(running, project, arrivals)
    console.log(
      `${contestant.name}: ${before.toFixed(0)} MB, then ${idleMemory.toFixed(0)} MB; ${times.at(-1)} ms at most`,
    )
    return {
      contestant: contestant.name,
      sockets: IDLE_SOCKETS,
      listeners: LISTENERS,
      memoryBefore: before,
      memory: idleMemory,
      p50: times[Math.floor(times.length * 0.5)] as number,
      p99: times[Math.floor(times.length * 0.99)] as number,
    }
  } finally {
    await running.stop()
  }
}

function megabytes({ pid }: Running): number {
  return usageOf(pid).rss / 2 ** 20
}

async function openAll(running: Running, count: number, userOf: (index: number) => number): Promise<WebSocket[]> {
  const sockets: WebSocket[] = []
  for (let index = 0; index < count; index += 50) {
    const some = Array.from({ length: Math.min(50, count - index) }, (_, part) => open(running, userOf(index + part)))
    sockets.push(...(await Promise.all(some)))
  }
  return sockets
}

function open({ url, identify }: Running, user: number): Promise<WebSocket> {
  const token = identify(user).split(' ').at(-1)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, ['docket', `bearer.${token}`])
  return new Promise((resolve, reject) => {
    socket.once('message', () => resolve(socket)).once('error', reject)
    socket.once('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)))
  })
}

/** A project of the first user's, to which all who listen belong. */
async function makeProject(running: Running): Promise<number> {
  const { id } = await request(running, 1, '/api/projects', { name: 'Live' })
  for (let user = 2; user <= LISTENERS; user++) {
    const { username } = await request(running, user, '/api/users/me')
    await request(running, 1, `/api/projects/${id}/members`, { username, role: 'viewer' })
  }
  return id
}

function noteArrival(arrivals: Map<number, { count: number; lastAt: number }>, text: string): void {
  const { type, subject } = JSON.parse(text)
  if (type !== 'task.created') return
  const known = arrivals.get(subject)
  arrivals.set(subject, { count: (known?.count ?? 0) + 1, lastAt: performance.now() })
}

/** Milliseconds from sending each write until the last who listens has it, in order of size. */
async function write(
  running: Running,
  project: number,
  arrivals: ReadonlyMap<number, { count: number; lastAt: number }>,
): Promise<number[]> {
  const sent: { id: number; at: number }[] = []
  for (let turn = 0; turn < WRITES; turn++) {
    const at = performance.now()
    const { id } = await request(running, 1, '/api/tasks', { title: `Write ${turn}`, project })
    sent.push({ id, at })
    await sleep(PAUSE_MS)
  }
  await sleep(1_000)
  return sent
    .map(({ id, at }) => {
      const arrival = arrivals.get(id)
      if (arrival?.count !== LISTENERS) throw new Error(`task ${id} reached ${arrival?.count ?? 0} of ${LISTENERS}`)
      return arrival.lastAt - at
    })
    .sort((one, other) => one - other)
}

/** Posts the body, or reads without one. */
async function request({ url, identify }: Running, user: number, path: string, body?: object) {
  const method = body ? 'POST' : 'GET'
  const authorization = identify(user).slice('authorization: '.length)
  const response = await fetch(url + path, {
    method,
    headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} returned ${response.status} ${await response.text()}`)
  // biome-ignore lint/suspicious/noExplicitAny: whatever the response contains
  return (await response.json()) as any
}
