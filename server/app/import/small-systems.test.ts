import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import type { ApiResponse } from '../../test/kit/api.ts'
import { runPendingJobs } from '../../test/kit/background.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { forSqlAlchemy, makeDjangoDatabase, makeFlaskDatabase } from '../../test/kit/older-systems/databases.ts'
import { movingIn } from '../../test/kit/older-systems/moving-in.ts'
import { type Person, register } from '../../test/kit/world.ts'
import { subscribers } from '../background.ts'

const titles = ({ body }: ApiResponse) => body.results.map(({ title }: { title: string }) => title)

// The Django system with an admin panel has tasks without an owner, in words of its own.
eachDatabase('The import of the Django system with an admin panel', (database) => {
  const { place, moveIn, logIn } = movingIn(database, (url) => makeDjangoDatabase('django-admin-panel', url))

  test('refuses tasks without an owner, and explains how to assign one', async () => {
    const stdout = await moveIn('django')
    match(stdout, /^todo_task 1 "Paint 0": refused: It has no owner\. .* with --owner NAME\.$/m)
    match(stdout, /^tasks: 0 imported, 3 refused$/m)
    match(stdout, /^Nothing was written: .* Add --apply to import\.$/m)
    for (const table of ['users', 'events', 'import_sources'] as const) {
      deepEqual(await place.api.db.selectFrom(table).selectAll().execute(), [], table)
    }
  })

  test('assigns them to an account of the same import, with their status', async () => {
    const stdout = await moveIn('django', { owner: 'root', apply: true })
    match(stdout, /^tasks: 3 imported\nDone\.$/m)
    const root = await logIn('root', 'garden gate 7')
    const { body } = await root.get('/api/tasks?ordering=id')
    deepEqual(
      body.results.map(({ title, status }: Record<string, string>) => [title, status]),
      [
        ['Paint 0', 'pending'],
        ['Paint 1', 'in_progress'],
        ['Paint 2', 'completed'],
      ],
    )
    equal((await root.get('/api/users')).status, 200)
  })

  test('refuses the Flask importer, an unknown owner and an unknown time zone', async () => {
    await rejects(moveIn('flask'), /the database of a Django system\. Use `docket import django`/)
    await rejects(moveIn('django', { owner: 'nobody' }), /--owner names nobody, and there is no such account/)
    await rejects(moveIn('django', { timeZone: 'Mars/Crater' }), /The time zone Mars\/Crater does not exist/)
  })
})

// The Django system with assignees has a user model of its own and assignees.
eachDatabase('The import of the Django system with assignees', (database) => {
  const { place, moveIn, command, logIn } = movingIn(database, (url) => makeDjangoDatabase('django-assignees', url))
  let ann: Person

  test('matches accounts by address, and shows the user their tasks at once', async () => {
    ann = await register(place.api, 'ann')
    equal((await ann.get('/api/tasks')).body.count, 0)
    await ann.patch('/api/profile', { default_reminder: 'PT30M' })
    const { code, stdout, stderr } = await command(
      ...['django', '--source', 'older', '--match-emails', '--word', 'status:blocked=in_progress', '--apply'],
    )
    deepEqual([code, stderr], [0, ''])
    match(stdout, /^api_customuser 1 "ann": imported: is the account 1 of Docket, .* keeps its password$/m)
    match(stdout, /^tasks: 4 imported, 1 of them changed during the import$/m)
    deepEqual(titles(await ann.get('/api/tasks?ordering=id')), ['Dig', 'Rest', 'Blocked'])
    deepEqual(await statusesOf(ann), ['pending', 'completed', 'in_progress'])
  })

  test('sends no mail and no reminder', async () => {
    await runPendingJobs(place.api.db, subscribers({ config: place.api.config, mailSender: place.api.mailSender }))
    const jobs = await place.api.db.selectFrom('jobs').select('name').orderBy('id').execute()
    deepEqual(
      jobs.map(({ name }) => name),
      ['notifications.mail-welcome'],
    )
    deepEqual(await place.api.db.selectFrom('reminders').select('id').execute(), [])
  })

  const statusesOf = async (who: Person) =>
    (await who.get('/api/tasks?ordering=id')).body.results.map(({ status }: { status: string }) => status)

  test('logs in a user whose username was an address, and shows the tasks assigned to them', async () => {
    const ben = await logIn('ben@example.com', 'garden gate 8')
    const { body } = await ben.get('/api/tasks?assigned_to=me')
    const [{ title, due_date, priority, created_by }] = body.results
    deepEqual([title, due_date, priority, created_by], ['Dig', '2026-12-01', 'high', ann.id])
    deepEqual(titles(await ben.get('/api/tasks?status=in_progress')), ['Blocked'])
    const { body: people } = await ann.get('/api/people?q=ben')
    deepEqual(
      people.results.map(({ id }: { id: number }) => id),
      [ben.id],
    )
  })

  test('preserves a long title in full, and leaves an inactive account deactivated', async () => {
    const task = await place.api.db
      .selectFrom('tasks')
      .select(['title', 'description'])
      .where('title', 'like', 'Long%')
      .executeTakeFirstOrThrow()
    deepEqual([[...task.title].length, task.title.at(-1)], [255, '…'])
    equal(task.description, `Long ${'x'.repeat(290)}\n\nDeep`)
    const body = { username: 'closed', password: 'garden gate 9' }
    equal((await place.api.send('POST', '/api/token', { body })).status, 401)
  })

  test('does not overwrite what was changed or deleted in Docket since', async () => {
    const [dig, rest] = (await ann.get('/api/tasks?ordering=id')).body.results
    await ann.patch(`/api/tasks/${dig.id}`, { title: 'Dig deeper' })
    await ann.delete(`/api/tasks/${rest.id}`)
    const stdout = await moveIn('django', { matchesEmails: true, apply: true })
    match(stdout, /^tasks: 0 imported, 4 imported before$/m)
    deepEqual(titles(await ann.get('/api/tasks?ordering=title')), ['Blocked', 'Dig deeper'])
  })

  test('refuses a Docket database', async () => {
    place.from = place.api.config.databaseUrl
    await rejects(moveIn('flask'), /This is a database of Docket\. Move it with `docket backup` and `docket restore`\./)
  })
})

// The Flask systems have projects with members, and passwords that Werkzeug has hashed.
eachDatabase('The import of a Flask system', (database) => {
  const { place, moveIn, command, logIn } = movingIn(database, makeFlaskDatabase)

  test('reports each row that it refuses or changes, in JSON, too', async () => {
    const { code, stdout } = await command('flask', '--json', '--column', 'tasks.due_date=deadline')
    equal(code, 0)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    deepEqual(lines[0].tables.tasks.unread, ['due_date'])
    deepEqual(
      lines
        .filter(({ type, outcome, notes }) => type === 'row' && (outcome === 'refused' || notes.length > 0))
        .map(({ kind, id, outcome, notes }) => [kind, id, outcome, ...notes]),
      [
        ['users', '3', 'imported', 'the username "two words" is not accepted by Docket and becomes two.words'],
        ['tasks', '5', 'refused', 'It has no name or title.'],
      ],
    )
  })

  test('includes projects, their members and their tasks', async () => {
    await moveIn('flask', { apply: true })
    const erin = await logIn('erin', 'garden gate 7')
    const finn = await logIn('finn', 'garden gate 8')
    const { body: projects } = await finn.get('/api/projects')
    const [{ id, name, role, created_by, created_at }] = projects.results
    deepEqual([name, role, created_by, created_at], ['Move', 'viewer', erin.id, '2024-07-01T12:00:00.123Z'])
    const { body: members } = await erin.get(`/api/projects/${id}/members?ordering=user_id`)
    deepEqual(
      members.results.map((member: Record<string, unknown>) => [member.user_id, member.role]),
      [
        [erin.id, 'owner'],
        [finn.id, 'viewer'],
      ],
    )
    deepEqual(titles(await finn.get(`/api/projects/${id}/tasks?ordering=id`)), ['Pack', 'Carry'])
    const [pack] = (await finn.get('/api/tasks?assigned_to=me')).body.results
    deepEqual([pack.title, pack.due_date, pack.status, pack.project], ['Pack', '2026-12-01', 'pending', id])
    deepEqual(titles(await finn.get('/api/tasks?project=none')), ['Call mum'])
    await logIn('two.words', 'garden gate 9')
  })

  test('creates no duplicates when it is repeated', async () => {
    const stdout = await moveIn('flask', { apply: true })
    match(stdout, /^projects: 0 imported, 1 imported before$/m)
    match(stdout, /^members: 0 imported, 2 imported before$/m)
    match(stdout, /^tasks: 0 imported, 4 imported before, 1 refused$/m)
  })

  test('accepts a database URL as SQLAlchemy writes it', async () => {
    place.from = forSqlAlchemy(place.from).replace(/^postgresql:/, 'postgresql+psycopg2:')
    match(await moveIn('flask'), /^users: 0 imported, 3 imported before$/m)
  })

  test('writes nothing to the source database', () => {
    const count = `
import sys, sqlalchemy
print(sqlalchemy.create_engine(sys.argv[1]).execute("select count(*) from tasks").scalar())`
    const url = place.from
    equal(execFileSync('/usr/bin/python3', ['-W', 'ignore', '-c', count, url]).toString(), '5\n')
  })
})
