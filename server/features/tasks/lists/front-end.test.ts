import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apisOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { worldOf } from '../../../test/kit/world.ts'

eachDatabase('Lists for front ends', (database) => {
  const { api, shared } = apisOn(database, { api: {}, shared: { PEOPLE: 'shared' } })
  const world = worldOf(api)
  const make = async (fields: object) => (await world.ann.post('/api/tasks', { title: 'Task', ...fields })).body
  const idsOf = (results: { id: number }[]) => results.map(({ id }) => id)

  test('ids returns only these resources, if they are visible, in the requested order', async () => {
    const { ann, ben, project } = world
    const own = await make({ title: 'b' })
    const common = await make({ title: 'a', project })
    const ids = `ids=${own.id},${common.id},999999`
    deepEqual(idsOf((await ann.get(`/api/tasks?${ids}&ordering=title`)).body.results), [common.id, own.id])
    deepEqual(idsOf((await ann.get(`/api/tasks?${ids}&ordering=-title,id&status=pending`)).body.results), [
      own.id,
      common.id,
    ])
    const { body } = await ben.get(`/api/tasks?${ids}`)
    deepEqual([idsOf(body.results), body.count], [[common.id], 1])
    deepEqual((await ann.get(`/api/tasks?${ids}&q=nothing`)).body.results, [])
    deepEqual(idsOf((await ann.get(`/api/projects?ids=${project},999999`)).body.results), [project])
    deepEqual((await world.cleo.get(`/api/projects?ids=${project}`)).body.results, [])
    const category = (await ann.post('/api/categories', { name: 'One', project })).body
    await ann.post('/api/categories', { name: 'Other', project })
    deepEqual(idsOf((await ben.get(`/api/categories?ids=${category.id}`)).body.results), [category.id])
    for (const list of ['tasks', 'projects', 'categories']) {
      equal((await ann.get(`/api/${list}?ids=x`)).status, 400)
      equal((await ann.get(`/api/${list}?ids=${Array.from({ length: 101 }, (_, id) => id + 1)}`)).status, 400)
    }
  })

  test('include adds the visible resources that tasks refer to, each once', async () => {
    const { ann, ben, cleo, project } = world
    const category = (await ann.post('/api/categories', { name: 'Beds', project })).body
    const task = await make({ title: 'Included', project, category: category.id, assigned_to: ben.id })
    const { body } = await ann.get(`/api/tasks?ids=${task.id}&include=project,category,people`)
    const { projects, categories, people } = body.included
    deepEqual(projects, [(await ann.get(`/api/projects/${project}`)).body])
    deepEqual(categories, [(await ann.get(`/api/categories/${category.id}`)).body])
    deepEqual(idsOf(people), [ann.id, ben.id])
    const one = (await ann.get(`/api/tasks/${task.id}?include=project,category,people`)).body
    deepEqual(one, { ...task, included: body.included })
    equal((await ann.put(`/api/tasks/${task.id}`, one)).status, 200)
    deepEqual((await ann.get(`/api/tasks/${task.id}?include=people`)).body.included, { people })
    equal((await ann.get(`/api/tasks/${task.id}?include=owner`)).status, 400)
    await ann.patch(`/api/tasks/${task.id}`, { assigned_to: cleo.id })
    const seen = (await cleo.get(`/api/tasks/${task.id}?include=project,category,people`)).body.included
    deepEqual([seen.projects, seen.categories, idsOf(seen.people)], [[], [], [ann.id, cleo.id]])
    const url = `/api/tasks/${task.id}?include=people`
    deepEqual(idsOf((await shared.send('GET', url, { token: cleo.token })).body.included.people), [ann.id, cleo.id])
  })

  test('included resources are never older than an acknowledged change', async () => {
    const { ann, ben, project } = world
    const { id } = await make({ project, assigned_to: ben.id })
    for (const url of [`/api/tasks/${id}?include=project,people`, `/api/tasks?ids=${id}&include=project,people`]) {
      for (const name of ['Ben', `Ben ${url.length}`]) {
        await ben.patch('/api/profile', { display_name: name })
        await ann.patch(`/api/projects/${project}`, { name })
        const { projects, people } = (await ann.get(url)).body.included
        deepEqual([projects[0].name, people.at(-1).display_name], [name, name])
      }
    }
  })

  test('counts match the list with the same filter, for every grouping', async () => {
    const { ann, ben, cleo, project } = world
    const { body: before } = await cleo.get('/api/tasks/counts?group_by=status')
    deepEqual([before.count_is_exact, before.groups.length], [true, before.count === 0 ? 0 : 1])
    const yard = (await ann.post('/api/projects', { name: 'Yard' })).body.id
    const category = (await ann.post('/api/categories', { name: 'Here', project: yard })).body.id
    for (const fields of [
      { priority: 'high', category, assigned_to: ben.id },
      { status: 'completed', due_date: '2020-01-01' },
      { status: 'in_progress', due_date: '2020-01-01', assigned_to: cleo.id },
    ])
      await make({ project: yard, ...fields })
    const counts = async (by: string, query = '') =>
      Object.fromEntries(
        (await ann.get(`/api/tasks/counts?group_by=${by}&project=${yard}${query}`)).body.groups.map(
          ({ key, count }: { key: string; count: number }) => [key, count],
        ),
      )
    deepEqual(await counts('status'), { pending: 1, completed: 1, in_progress: 1 })
    deepEqual(await counts('status', '&completed=false&q=task'), { pending: 1, in_progress: 1 })
    deepEqual(await counts('priority'), { none: 2, high: 1 })
    deepEqual(await counts('project'), { [yard]: 3 })
    deepEqual(await counts('category'), { [category]: 1, none: 2 })
    deepEqual(await counts('assignee'), { [ben.id]: 1, [cleo.id]: 1, none: 1 })
    deepEqual(await counts('due'), { none: 1, overdue: 1 })
    equal((await ann.get('/api/tasks/counts?group_by=owner')).status, 400)
    equal((await ben.get(`/api/tasks/counts?group_by=project&project=${project}`)).body.groups.length, 1)
  })

  test('counts by due day follow the time zone of the profile', async () => {
    const { vic } = world
    for (const timezone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
      await vic.patch('/api/profile', { timezone })
      const today = Temporal.Now.plainDateISO(timezone)
      const made: number[] = []
      for (const days of [-1, 0, 1, 2, 6, 7]) {
        const due_date = today.add({ days }).toString()
        made.push((await vic.post('/api/tasks', { title: 'Due', due_date })).body.id)
      }
      const at = today
        .add({ days: 1 })
        .toZonedDateTime({ timeZone: timezone, plainTime: '23:59' })
        .toInstant()
        .toString()
      made.push((await vic.post('/api/tasks', { title: 'Due', due_date: at })).body.id)
      const { body } = await vic.get('/api/tasks/counts?group_by=due&q=due')
      const groups = Object.fromEntries(
        body.groups.map(({ key, count }: { key: string; count: number }) => [key, count]),
      )
      deepEqual(groups, { overdue: 1, today: 1, tomorrow: 2, next_7_days: 2, later: 1 }, timezone)
      for (const id of made) await vic.delete(`/api/tasks/${id}`)
    }
  })

  test('the activity of a project is listed for its members, the latest first', async () => {
    const { ann, ben, cleo } = world
    const project = (await ann.post('/api/projects', { name: 'Shed' })).body.id
    await ann.post(`/api/projects/${project}/members`, { user_id: ben.id })
    const task = await make({ project })
    await ben.post(`/api/tasks/${task.id}/complete`)
    await make({ title: 'Elsewhere' })
    const { body } = await ben.get(`/api/projects/${project}/activity`)
    deepEqual(
      body.results.map(({ type, subject, actor }: { type: string; subject: number; actor: { id: number } }) => [
        type,
        subject,
        actor.id,
      ]),
      [
        ['task.completed', task.id, ben.id],
        ['task.created', task.id, ann.id],
        ['project.member_added', project, ann.id],
        ['project.member_added', project, ann.id],
        ['project.created', project, ann.id],
      ],
    )
    equal(body.results[0].changes.status.to, 'completed')
    equal((await ben.get(`/api/projects/${project}/activity?cursor=&page_size=2`)).body.results.length, 2)
    equal((await cleo.get(`/api/projects/${project}/activity`)).status, 404)
  })
})
