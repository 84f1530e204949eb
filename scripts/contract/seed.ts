import { until } from '../../server/test/kit/until.ts'

// The examples of openapi.json have the password of the others: with it, a link that leads to one's own account would delete it.
const PASSWORDS = {
  administrator: 'only the administrator knows',
  member: 'only the member knows',
  spare: 'correct horse battery',
  leaving: 'correct horse battery',
}

export type UserName = 'administrator' | 'member' | 'spare' | 'leaving'

/**
 * Gives the fresh Docket at `url` an administrator and a member with a bit of everything, and two others without. Returns
 * their access tokens. `promote` makes administrator@example.com an administrator.
 */
export async function seed(url: string, promote: () => Promise<unknown>): Promise<Record<UserName, string>> {
  const post = postingTo(url)
  const register = (username: UserName) =>
    post('/api/register', { username, email: `${username}@example.com`, password: PASSWORDS[username] })
  await waitUntilReady(url)
  const administrator = await register('administrator')
  const member = await register('member')
  const spare = await register('spare')
  const leaving = await register('leaving')
  await promote()
  const tokens = {
    administrator: administrator.access,
    member: member.access,
    spare: spare.access,
    leaving: leaving.access,
  }
  await fill(post, tokens.administrator, 'administrator', member.user.id)
  await fill(post, tokens.member, 'member', administrator.user.id)
  return tokens
}

/** Projects, categories, tasks and reminders of a person, some of them shared with another. */
async function fill(post: Post, token: string, name: UserName, otherId: number): Promise<void> {
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

async function waitUntilReady(url: string): Promise<void> {
  await until(async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok, 180_000)
}

type Post = ReturnType<typeof postingTo>

function postingTo(url: string) {
  // biome-ignore lint/suspicious/noExplicitAny: responses of many shapes
  return async (path: string, body: object, token?: string): Promise<any> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`)
    return await response.json()
  }
}
