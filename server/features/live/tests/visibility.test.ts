import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type LiveClient, listenLive, type ReceivedMessage, WIRES } from '../../../test/kit/live/live-client.ts'
import { type Person, register, worldOf } from '../../../test/kit/world.ts'

eachDatabase('Live updates', (database) => {
  const api = apiOn(database, { LIVE_CONNECTIONS_PER_USER: '3' })
  const world = worldOf(api)
  before(() => api.server.listen({ host: '127.0.0.1', port: 0 }))

  for (const wire of WIRES) {
    const listen = (person: Person, after?: number) => listenLive(api, { token: person.token, after, wire })
    const greeted = async (person: Person, after?: number): Promise<LiveClient> => {
      const client = listen(person, after)
      await client.until(({ type }) => type === 'hello' || type === 'reset')
      return client
    }

    /** Everything that the person heard so far, without the greeting. */
    const all = async (client: LiveClient, person: Person): Promise<ReceivedMessage[]> => {
      const bio = `mark ${Math.random()}`
      await person.patch('/api/profile', { bio })
      await client.until(({ type, changes }) => type === 'profile.updated' && changes.bio?.to === bio)
      return client.heard.filter(({ type }) => !['hello', 'reset', 'profile.updated'].includes(type))
    }
    const types = (heard: ReceivedMessage[]) => heard.map(({ type }) => type)

    test(`inform a member of changes by others, each event once and in order, over ${wire}`, async () => {
      const { ann, vic, project } = world
      const client = await greeted(vic)
      equal(client.heard[0].user, vic.id)
      const { id } = (await ann.post('/api/tasks', { title: 'Weed', project })).body
      await ann.patch(`/api/tasks/${id}`, { title: 'Weeds' })
      await ann.post(`/api/tasks/${id}/complete`)
      const { body: category } = await ann.post('/api/categories', { name: `Beds ${wire}`, project })
      await ann.patch(`/api/projects/${project}`, { color: wire === 'WebSocket' ? '#00ff00' : '#00ff01' })
      await ann.delete(`/api/tasks/${id}`)
      const heard = await all(client, vic)
      deepEqual(
        heard.map(({ type, subject, actor, project: where }) => [type, subject, actor, where]),
        [
          ['task.created', id, ann.id, project],
          ['task.updated', id, ann.id, project],
          ['task.completed', id, ann.id, project],
          ['category.created', category.id, ann.id, project],
          ['project.updated', project, ann.id, project],
          ['task.deleted', id, ann.id, project],
        ],
      )
      deepEqual(heard[1].changes, { title: { from: 'Weed', to: 'Weeds' } })
      const positions = heard.map(({ position }) => position)
      deepEqual(
        positions,
        [...new Set(positions)].sort((one, other) => one - other),
      )
      await client.close()
    })

    test(`contain nothing that the user cannot see, over ${wire}`, async () => {
      const { ann, ben, cleo, project } = world
      const [bens, cleos] = [await greeted(ben), await greeted(cleo)]
      await ann.post('/api/tasks', { title: 'Mine' })
      await ann.post('/api/categories', { name: `My own ${wire}` })
      await ann.post('/api/tasks', { title: 'Ours', project })
      await ann.patch('/api/profile', { bio: `about Ann ${wire}` })
      await api.send('POST', '/api/token/refresh', {
        body: { refresh: (await register(api, `x${Math.random()}`)).refresh },
      })
      deepEqual(types(await all(bens, ben)), ['task.created'])
      deepEqual(types(await all(cleos, cleo)), [])
      await Promise.all([bens.close(), cleos.close()])
    })

    test(`contain only the departure of a task that moves away, and all of one that arrives, over ${wire}`, async () => {
      const { ann, ben, vic, project } = world
      const { body: other } = await ann.post('/api/projects', { name: 'Secret' })
      await ann.post(`/api/projects/${other.id}/members`, { user_id: ben.id })
      const { id } = (await ann.post('/api/tasks', { title: 'Dig', project })).body
      const clients = [await greeted(ann), await greeted(ben), await greeted(vic)] as const
      await ann.patch(`/api/tasks/${id}`, { title: 'Dig deep', project: other.id, assigned_to: ben.id })
      await ann.patch(`/api/tasks/${id}`, { title: 'Dig deeper' })
      const moved = { title: { from: 'Dig', to: 'Dig deep' }, project: { from: project, to: other.id } }
      for (const [client, person] of [
        [clients[0], ann],
        [clients[1], ben],
      ] as const) {
        const heard = await all(client, person)
        deepEqual(types(heard), ['task.updated', 'task.assigned', 'task.updated'])
        deepEqual(heard[0].changes, moved)
      }
      const [left, ...more] = await all(clients[2], vic)
      const { position, happened_at, ...message } = left
      deepEqual(message, { id: position, type: 'task.left', actor: ann.id, project: null, subject: id, changes: {} })
      deepEqual(more, [])
      await Promise.all(clients.map((client) => client.close()))
    })

    test(`inform the assignee of a private task until it is reassigned, over ${wire}`, async () => {
      const { ann, ben, vic } = world
      const { id } = (await ann.post('/api/tasks', { title: 'Own' })).body
      const clients = [await greeted(ben), await greeted(vic)] as const
      await ann.patch(`/api/tasks/${id}`, { assigned_to: ben.id })
      await ann.patch(`/api/tasks/${id}`, { title: 'For Ben' })
      await ann.patch(`/api/tasks/${id}`, { title: 'Not for Ben', assigned_to: vic.id })
      await ann.patch(`/api/tasks/${id}`, { title: 'For Vic' })
      deepEqual(types(await all(clients[0], ben)), ['task.assigned', 'task.updated', 'task.left'])
      deepEqual(JSON.stringify(clients[0].heard).includes('Not for Ben'), false)
      deepEqual(types(await all(clients[1], vic)), ['task.updated', 'task.assigned', 'task.updated'])
      await ann.patch(`/api/tasks/${id}`, { project: world.project })
      deepEqual(types(await all(clients[1], vic)).at(-1), 'task.updated')
      await Promise.all(clients.map((client) => client.close()))
    })

    test(`contain no earlier values of a task for users who can see it only from then on, over ${wire}`, async () => {
      const { ann, ben, vic, project } = world
      const { id } = (await ann.post('/api/tasks', { title: 'Secret', priority: 'high' })).body
      const clients = [await greeted(ben), await greeted(vic)] as const
      await ann.patch(`/api/tasks/${id}`, { title: 'Open', assigned_to: ben.id })
      await ann.patch(`/api/tasks/${id}`, { title: 'Wide open', project, priority: 'low', completed: true })
      const [first, assigned, second, completed] = await all(clients[0], ben)
      deepEqual(first.changes, { title: { from: null, to: 'Open' } })
      deepEqual(assigned.changes, { assigned_to: { from: null, to: ben.id } })
      deepEqual(second.changes.title, { from: 'Open', to: 'Wide open' })
      equal(completed.changes.status.to, 'completed')
      const [entered, more] = await all(clients[1], vic)
      const to = { title: 'Wide open', priority: 'low', project }
      for (const [field, value] of Object.entries(to)) deepEqual(entered.changes[field], { from: null, to: value })
      deepEqual(more.changes.status, { from: null, to: 'completed' })
      equal(/Secret|"Open"|high/.test(JSON.stringify(clients[1].heard)), false)
      await Promise.all(clients.map((client) => client.close()))
    })

    test(`of a project end for a member who leaves, and begin for one who joins, over ${wire}`, async () => {
      const { ann, project } = world
      const guest = await register(api, `guest${WIRES.indexOf(wire)}`)
      const client = await greeted(guest)
      await ann.post('/api/tasks', { title: 'Before', project })
      await ann.post(`/api/projects/${project}/members`, { username: guest.name })
      const { id } = (await ann.post('/api/tasks', { title: 'During', project, assigned_to: guest.id })).body
      await ann.delete(`/api/projects/${project}/members/${guest.id}`)
      await ann.patch(`/api/tasks/${id}`, { title: 'After' })
      const heard = await all(client, guest)
      deepEqual(types(heard), ['project.member_added', 'task.created', 'project.member_removed'])
      deepEqual(heard[2].changes.user_id, { from: guest.id, to: null })

      await client.close()
      // Who comes back learns of their membership, and of nothing in the project that they do not see any more.
      const again = await greeted(guest, client.heard[0].position)
      deepEqual(await all(again, guest), [heard[0], heard[2]])
      await again.close()
    })

    test(`inform the members of a deleted project, and only them, over ${wire}`, async () => {
      const { ann, ben, cleo } = world
      const { body: project } = await ann.post('/api/projects', { name: 'Short' })
      const [bens, cleos] = [await greeted(ben), await greeted(cleo)]
      await ann.post(`/api/projects/${project.id}/members`, { user_id: ben.id })
      const position = bens.heard[0].position
      await ann.delete(`/api/projects/${project.id}`)
      const expected = ['project.member_added', 'project.deleted']
      const heard = await all(bens, ben)
      deepEqual(types(heard), expected)
      deepEqual(await all(cleos, cleo), [])
      await Promise.all([bens.close(), cleos.close()])
      for (const [after, missed] of [
        [position, expected],
        [heard[0].position, ['project.deleted']],
        [heard[1].position, []],
      ] as const) {
        const again = await greeted(ben, after)
        deepEqual(types(await all(again, ben)), missed)
        await again.close()
      }
    })

    test(`resume with what the client missed, in order and once, over ${wire}`, async () => {
      const { ann, vic, project } = world
      const client = await greeted(vic)
      await client.close()
      const ids: number[] = []
      for (let count = 0; count < 40; count++) {
        ids.push((await ann.post('/api/tasks', { title: `Number ${count}`, project })).body.id)
      }
      const again = await greeted(vic, client.heard[0].position)
      deepEqual(again.heard[0], { type: 'hello', position: client.heard[0].position, user: vic.id })
      const heard = await all(again, vic)
      deepEqual(
        heard.map(({ subject }) => subject),
        ids,
      )
      await again.close()
      const half = await greeted(vic, heard[19].position)
      deepEqual(await all(half, vic), heard.slice(20))
      await half.close()
    })

    test(`reset a client with an unknown position, over ${wire}`, async () => {
      const { vic } = world
      const client = await greeted(vic, 9_000_000)
      const current = await greeted(vic)
      deepEqual(client.heard[0], { ...current.heard[0], type: 'reset' })
      await Promise.all([client.close(), current.close()])
    })

    test(`are refused beyond the limit of one user, over ${wire}`, async () => {
      const { ben } = world
      const open = [await greeted(ben), await greeted(ben), await greeted(ben)]
      const { code, reason } = await listen(ben).ended
      if (wire === 'WebSocket') deepEqual([code, reason], [4429, 'live.too_many_connections'])
      else deepEqual([code, JSON.parse(reason).code], [429, 'live.too_many_connections'])
      await open[0]?.close()
      let client = listen(ben)
      // The server learns a moment later that one is free again.
      while (await Promise.race([client.ended, client.until(({ type }) => type === 'hello').then(() => false)])) {
        client = listen(ben)
      }
      await Promise.all([...open, client].map((one) => one.close()))
    })

    for (const [what, end, why] of [
      [
        'logs out',
        (person: Person) => api.send('POST', '/api/token/revoke', { body: { refresh: person.refresh } }),
        'session.revoked',
      ],
      [
        'is deactivated',
        (person: Person) => world.ada.patch(`/api/users/${person.id}`, { is_active: false }),
        'user.deactivated',
      ],
      ['is deleted', (person: Person) => world.ada.delete(`/api/users/${person.id}`), 'user.deleted'],
    ] as const) {
      test(`end for a user who ${what}, with the reason, over ${wire}`, async () => {
        const person = await register(api, `${what.replaceAll(' ', '')}${WIRES.indexOf(wire)}`)
        const client = await greeted(person)
        await end(person)
        const { code, reason } = await client.ended
        deepEqual([code, reason], [wire === 'WebSocket' ? 4403 : 200, why])
        const again = await listen(person, client.heard[0].position).ended
        equal(again.code, wire === 'WebSocket' ? 4401 : 401)
      })
    }

    test(`continue when another session of the same user ends, and report it, over ${wire}`, async () => {
      const { ben } = world
      const client = await greeted(ben)
      const body = { username: 'ben', password: 'correct horse battery' }
      const other = (await api.send('POST', '/api/token', { body })).body
      await api.send('POST', '/api/token/revoke', { body: { refresh: other.refresh } })
      const types = (await all(client, ben)).map(({ type }) => type)
      deepEqual(types, ['session.opened', 'session.revoked'])
      await client.close()
    })
  }
})
