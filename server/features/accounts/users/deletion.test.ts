import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, type Person, register } from '../../../test/kit/world.ts'

const PROOF = { current_password: PASSWORD }

eachDatabase('The deletion of a user', (database) => {
  const api = apiOn(database)
  let round = 0

  test('deletes their private tasks, categories and projects', async () => {
    const [gone] = await people('gone')
    const { id: task } = (await gone.post('/api/tasks', { title: 'Private' })).body
    const { id: category } = (await gone.post('/api/categories', { name: 'Private' })).body
    const { id: project } = (await gone.post('/api/projects', { name: 'Mine alone' })).body
    await gone.post(`/api/projects/${project}/tasks`, { title: 'In it' })
    await api.newEvents()
    equal((await gone.delete('/api/users/me', { body: PROOF })).status, 204)
    deepEqual(await api.newEvents(), ['user.deleted', 'project.emptied', 'project.deleted'])
    deepEqual(
      await Promise.all([rows('tasks', task), rows('categories', category), rows('projects', project)]),
      [0, 0, 0],
    )
    for (const table of ['profiles', 'sessions', 'project_members'] as const) {
      deepEqual(await api.db.selectFrom(table).select('user_id').where('user_id', '=', gone.id).execute(), [])
    }
  })

  test('clears them as assignee and creator of tasks in other users’ projects', async () => {
    const [owner, gone] = await people('owner', 'gone')
    const project = await sharedProject(owner, [gone, 'editor'])
    const { body: made } = await gone.post(`/api/projects/${project}/tasks`, { title: 'Stays', assigned_to: gone.id })
    const { body: given } = await owner.post(`/api/projects/${project}/tasks`, { title: 'Given', assigned_to: gone.id })
    await api.newEvents()
    equal((await gone.delete('/api/users/me', { body: PROOF })).status, 204)
    deepEqual(await api.newEvents(), ['user.deleted', 'project.member_removed', 'task.assigned', 'task.assigned'])
    for (const [task, maker] of [
      [made, null],
      [given, owner.id],
    ] as const) {
      const { status, headers, body } = await owner.get(`/api/tasks/${task.id}`)
      deepEqual([status, body.assigned_to, body.created_by], [200, null, maker])
      equal(String(headers.etag).startsWith('"1-'), false)
    }
    const { body: activity } = await owner.get(`/api/tasks/${made.id}/activity`)
    deepEqual(
      activity.results.map(({ type, actor }: { type: string; actor: unknown }) => [type, actor]),
      [
        ['task.created', null],
        ['task.assigned', null],
      ],
    )
  })

  test('deletes their private tasks for assignees, too, and records it', async () => {
    const [owner, helper] = await people('owner', 'helping')
    await sharedProject(owner, [helper, 'viewer'])
    const { body: task } = await owner.post('/api/tasks', { title: 'Help me', assigned_to: helper.id })
    equal((await helper.get(`/api/tasks/${task.id}`)).status, 200)
    await api.newEvents()
    await owner.delete('/api/users/me', { body: PROOF })
    const events = await api.newEvents()
    equal(events.filter((type) => type === 'task.deleted').length, 1)
    equal((await helper.get(`/api/tasks/${task.id}`)).status, 404)
  })

  test('passes ownership to the longest-standing editor, or else to the longest-standing viewer', async () => {
    const [first, viewer, editor, later] = await people('first', 'viewer', 'editor', 'later')
    const project = await sharedProject(first, [viewer, 'viewer'], [editor, 'editor'], [later, 'editor'])
    const before = await editor.get(`/api/projects/${project}`)
    await api.newEvents()
    await first.delete('/api/users/me', { body: PROOF })
    deepEqual(await api.newEvents(), ['user.deleted', 'project.member_role_changed', 'project.member_removed'])
    const after = await editor.get(`/api/projects/${project}`, {
      headers: { 'if-none-match': String(before.headers.etag) },
    })
    deepEqual([after.status, after.body.role, after.body.created_by], [200, 'owner', null])
    equal((await later.get(`/api/projects/${project}`)).body.role, 'editor')
    await later.delete(`/api/projects/${project}/members/${later.id}`)
    await editor.delete('/api/users/me', { body: PROOF })
    equal((await viewer.get(`/api/projects/${project}`)).body.role, 'owner')
    await viewer.delete('/api/users/me', { body: PROOF })
    equal(await rows('projects', project), 0)
    await api.newEvents()
  })

  test('changes the ETag of the projects that they created', async () => {
    const [first, second] = await people('creating', 'holding')
    const project = await sharedProject(first, [second, 'owner'])
    const { headers } = await second.get(`/api/projects/${project}`)
    await first.delete('/api/users/me', { body: PROOF })
    const held = { headers: { 'if-none-match': String(headers.etag) } }
    const { status, body } = await second.get(`/api/projects/${project}`, held)
    deepEqual([status, body?.created_by], [200, null])
    await api.newEvents()
  })

  test('passes no ownership when there is another owner', async () => {
    const [first, second] = await people('first', 'second')
    await sharedProject(first, [second, 'owner'])
    await api.newEvents()
    await first.delete('/api/users/me', { body: PROOF })
    deepEqual(await api.newEvents(), ['user.deleted', 'project.member_removed'])
  })

  test('frees the username', async () => {
    const [gone] = await people('free')
    await gone.delete('/api/users/me', { body: PROOF })
    equal((await register(api, gone.name)).id === gone.id, false)
  })

  test('is refused with a stale If-Match', async () => {
    const [person] = await people('seen')
    const stale = { headers: { 'if-match': '"7"' } }
    equal((await person.delete('/api/users/me', { body: PROOF, ...stale })).status, 412)
    const { headers } = await person.get('/api/users/me')
    equal(
      (await person.delete('/api/users/me', { body: PROOF, headers: { 'if-match': String(headers.etag) } })).status,
      204,
    )
  })

  async function people<Names extends string[]>(...names: Names): Promise<{ [Key in keyof Names]: Person }> {
    round++
    const made: Person[] = []
    for (const name of names) made.push(await register(api, `${name}${round}`))
    return made as { [Key in keyof Names]: Person }
  }

  async function sharedProject(owner: Person, ...members: [Person, string][]): Promise<number> {
    const { body } = await owner.post('/api/projects', { name: 'Shared' })
    for (const [{ name }, role] of members)
      await owner.post(`/api/projects/${body.id}/members`, { username: name, role })
    return body.id
  }

  const rows = async (table: 'tasks' | 'projects' | 'categories', id: number) =>
    (await api.db.selectFrom(table).select('id').where('id', '=', id).execute()).length
})
