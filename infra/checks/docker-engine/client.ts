import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

// biome-ignore lint/suspicious/noExplicitAny: responses of many shapes
type Json = any

export type Client = {
  token: string
  /** Sends JSON and returns the answer's JSON. Fails on any other status than this. */
  send: (method: string, path: string, body?: object, status?: number) => Promise<Json>
}

/** A person who has just registered at this address. */
export async function registerAt(url: string, username: string): Promise<Client> {
  const send = sender(url)
  const password = 'correct horse battery'
  const { access } = await send('POST', '/api/register', { username, email: `${username}@example.com`, password }, 201)
  return { token: access, send: sender(url, access) }
}

export const logInAt = async (url: string, username: string): Promise<Client> => {
  const { access } = await sender(url)('POST', '/api/token', { username, password: 'correct horse battery' })
  return { token: access, send: sender(url, access) }
}

function sender(url: string, token?: string): Client['send'] {
  return async (method, path, body, status = 200) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    assert.equal(response.status, status, `${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    return text ? JSON.parse(text) : undefined
  }
}

/** The messages of a WebSocket that is logged in, as they arrive. */
export async function openSocket(url: string, token: string) {
  const messages: Json[] = []
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, ['docket', `bearer.${token}`])
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(data)))
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  return { messages, socket }
}

/** Reads and writes, just below the limit of requests for a user, while the work lasts. Returns how many requests there were, and what failed. */
export async function underLoad(client: Client, taskId: number, work: () => Promise<unknown>) {
  const failures: string[] = []
  let requests = 0
  let isOver = false
  const repeat = async (send: () => Promise<unknown>) => {
    while (!isOver) {
      await send().catch((error) => failures.push(String(error.cause ?? error.message).slice(0, 300)))
      requests++
      await sleep(100)
    }
  }
  const loops = [
    repeat(() => client.send('GET', '/api/tasks?page_size=5')),
    repeat(() => client.send('GET', `/api/tasks/${taskId}`)),
    repeat(() => client.send('POST', '/api/tasks', { title: 'Under load' }, 201)),
    repeat(() => client.send('PUT', `/api/tasks/${taskId}`, { title: `Changed ${requests}` })),
  ]
  try {
    await work()
  } finally {
    isOver = true
    await Promise.all(loops)
  }
  return { requests, failures }
}
