// seed.ts URL FOLDER: gives the fresh Docket at URL an administrator and a member with a bit of everything, and writes
// their access tokens to FOLDER.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [url, folder] = process.argv.slice(2)
const PASSWORD = 'correct horse battery'

await waitUntilReady()
const administrator = await register('administrator')
const docket = fileURLToPath(new URL('../../docket', import.meta.url))
execFileSync(docket, ['user', 'promote', 'administrator@example.com'])
const member = await register('member')
await register('stranger')
for (const person of [administrator, member]) {
  const name = person.user.username
  const token = (await post('/api/token', { username: name, password: PASSWORD })).access
  writeFileSync(`${folder}/${name}.token`, token)
  await fill(token, name, person === member ? administrator.user.id : member.user.id)
}

/** Projects, categories, tasks and reminders of a person, some of them shared with another. */
async function fill(token: string, name: string, otherId: number): Promise<void> {
  const project = await post('/api/projects', { name: `Shared by ${name}` }, token)
  await post(`/api/projects/${project.id}/members`, { user_id: otherId, role: 'editor' }, token)
  await post('/api/projects', { name: `Private to ${name}` }, token)
  const category = await post('/api/categories', { name: `Category of ${name}` }, token)
  await post('/api/categories', { name: 'Errands', project: project.id }, token)
  for (let number = 1; number <= 5; number++) {
    const inProject = number % 2 ? { project: project.id } : { category: category.id }
    const task = { title: `Task ${number} of ${name}`, due_date: `2026-12-0${number}`, ...inProject }
    const { id } = await post('/api/tasks', task, token)
    await post(`/api/tasks/${id}/reminders`, { at: '2030-12-01T09:00:00Z' }, token)
  }
}

async function register(username: string) {
  return await post('/api/register', { username, email: `${username}@example.com`, password: PASSWORD })
}

async function waitUntilReady(): Promise<void> {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`Nothing is ready at ${url} after a minute.`)
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
async function post(path: string, body: object, token?: string): Promise<any> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
  return await answer.json()
}
