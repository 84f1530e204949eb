import { deepEqual, equal } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { adminResources, type Contract } from './admin-resources.ts'

const contract: Contract = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'))

describe('What the admin panel knows of the API', () => {
  const found = adminResources(contract)
  const named = (name: string) => found.find((resource) => resource.name === name)

  test('is every list in pages whose rows are of one kind, once', () => {
    const names = found.map(({ name }) => name)
    for (const name of ['users', 'projects', 'members', 'categories', 'tasks', 'sessions', 'jobs']) {
      equal(names.filter((one) => one === name).length, 1, name)
    }
    equal(named('tasks')?.path, '/api/tasks')
    equal(named('members')?.parent, 'projects')
    equal(names.includes('activity'), false)
  })

  test('has choices, formats and references of fields and filters', () => {
    const tasks = named('tasks')
    const field = (name: string) => tasks?.fields.find((one) => one.name === name)
    deepEqual(field('priority')?.choices, ['none', 'low', 'medium', 'high', 'urgent'])
    equal(field('due_date')?.format, 'date-or-instant')
    equal(field('assigned_to')?.refersTo, 'users')
    equal(field('category')?.refersTo, 'categories')
    equal(tasks?.filters.find(({ name }) => name === 'status')?.isList, true)
    equal(
      tasks?.filters.some(({ name }) => name === 'cursor' || name === 'scope'),
      false,
    )
    equal(tasks?.sortable.includes('due_date'), true)
  })

  test('takes everybody’s of a thing rather than one’s own', () => {
    equal(named('sessions')?.path, '/api/admin/sessions')
    equal(named('sessions')?.itemPath, '/api/admin/sessions/{id}')
  })

  test('knows what things of several kinds refer to', () => {
    const events = named('events')
    const subject = events?.fields.find(({ name }) => name === 'subject')
    equal(subject?.kindIn, 'subject_type')
    equal(subject?.kinds?.category, 'categories')
    equal(subject?.kinds?.profile, undefined)
    deepEqual(events?.filters.find(({ name }) => name === 'subject')?.kinds, subject?.kinds)
    equal(events?.filters.find(({ name }) => name === 'actor')?.refersTo, 'users')
  })

  test('says what can be done with one, and leaves out what only the server sets', () => {
    const users = named('users')
    deepEqual(
      users?.editable?.map(({ name }) => name),
      ['username', 'email', 'role', 'is_active'],
    )
    equal(users?.canDelete, true)
    equal(named('jobs')?.editable, undefined)
  })

  test('has a resource that nobody has thought of', () => {
    const list = structuredClone(contract.paths['/api/categories']) as Contract['paths'][string]
    const grown = { ...contract, paths: { ...contract.paths, '/api/labels': list } }
    equal(adminResources(grown).find(({ name }) => name === 'labels')?.path, '/api/labels')
  })
})
