// A journey with openapi-fetch over the types of openapi-typescript. DOCKET_URL names a running Docket without data.
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import createClient from 'openapi-fetch'
import type { components, paths } from './plain.ts'

type Schemas = components['schemas']
type Result<Data> = { data?: Data; error?: Schemas['Problem']; response: Response }

const client = createClient<paths>({ baseUrl: process.env.DOCKET_URL })

const account = { username: 'tess', email: 'tess@example.com', password: 'correct horse battery' }
const registered = succeeded(await client.POST('/api/register', { body: account }), 201)
equal(registered.user.username, 'tess')

const tokens = succeeded(await client.POST('/api/token', { body: { username: 'tess', password: account.password } }))
client.use({
  onRequest({ request }) {
    request.headers.set('Authorization', `Bearer ${tokens.access}`)
  },
})

const project = succeeded(await client.POST('/api/projects', { body: { name: 'Garden' } }), 201)
equal(project.role, 'owner')
const errands = { name: 'Errands', project: project.id }
const category = succeeded(await client.POST('/api/categories', { body: errands }), 201)

const wanted: Schemas['NewTask'] = {
  title: 'Water the tomatoes',
  due_date: '2030-12-01',
  priority: 'high',
  project: project.id,
  category: category.id,
}
const creation = await client.POST('/api/tasks', { body: wanted })
const task = succeeded(creation, 201)
const { title, due_date, priority, status } = task
deepEqual({ title, due_date, priority, project: task.project, category: task.category }, wanted)
equal(status, 'pending')

const find = async (...status: Schemas['TaskStatusFilter'][]) => {
  const query = { status, project: [String(project.id)], due_after: '2030-11-30' }
  return succeeded(await client.GET('/api/tasks', { params: { query } })).results.map(({ id }) => id)
}
deepEqual(await find('pending', 'in_progress'), [task.id])
deepEqual(await find('completed'), [])

const tag = creation.response.headers.get('etag') ?? ''
ok(tag, 'a new task comes with an ETag')
const path = { id: task.id }
const params = { path, header: { 'If-Match': tag } }
const changed = succeeded(await client.PATCH('/api/tasks/{id}', { params, body: { status: 'in_progress' } }))
deepEqual([changed.status, changed.version], ['in_progress', task.version + 1])
const stale = refused(await client.PATCH('/api/tasks/{id}', { params, body: { title: 'Lost' } }), 412)
equal(stale.code, 'version.stale')

const completed = succeeded(await client.POST('/api/tasks/{id}/complete', { params: { path } }))
deepEqual([completed.status, completed.completed], ['completed', true])
match(String(completed.completed_at), /^\d{4}-\d\d-\d\dT/)

const blank = refused(await client.POST('/api/tasks', { body: { title: ' ' } }), 400)
equal(blank.code, 'request.invalid')
deepEqual(
  blank.errors?.map(({ pointer }) => pointer),
  ['/title'],
)

const deletion = await client.DELETE('/api/tasks/{id}', { params: { path } })
equal(deletion.response.status, 204)
equal(refused(await client.GET('/api/tasks/{id}', { params: { path } }), 404).code, 'task.not_found')

function succeeded<Data>({ data, error, response }: Result<Data>, status = 200): Data {
  equal(response.status, status, JSON.stringify(error))
  if (data === undefined) throw new Error(`${response.url} returns ${status} and nothing.`)
  return data
}

function refused({ error, response }: Result<unknown>, status: number): Schemas['Problem'] {
  equal(response.status, status)
  if (error === undefined) throw new Error(`${response.url} returns ${status} and no problem.`)
  return error
}
