import { deepEqual, equal } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { adminResources, type Contract } from './admin-resources.ts'

const contract: Contract = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'))

describe('The resources of the admin panel', () => {
  const found = adminResources(contract)
  const named = (name: string) => found.find((resource) => resource.name === name)

  test('are the paged lists with rows of one type, each once', () => {
    const names = found.map(({ name }) => name)
    for (const name of ['users', 'projects', 'members', 'categories', 'tasks', 'sessions', 'jobs']) {
      equal(names.filter((one) => one === name).length, 1, name)
    }
    equal(named('tasks')?.path, '/api/tasks')
    equal(named('members')?.parent, 'projects')
    equal(names.includes('activity'), false)
  })

  test('are known by another key where they have no id', () => {
    deepEqual(
      ['profiles', 'recurring-jobs', 'backups', 'imports'].map((name) => [named(name)?.key, named(name)?.itemPath]),
      [
        ['user_id', '/api/admin/profiles/{id}'],
        ['name', '/api/admin/recurring-jobs/{name}'],
        ['id', '/api/admin/backups/{id}'],
        ['name', '/api/admin/imports/{name}'],
      ],
    )
  })

  test('have choices, formats and references of fields and filters', () => {
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

  test('are those of all users rather than one’s own', () => {
    equal(named('sessions')?.path, '/api/admin/sessions')
    equal(named('sessions')?.itemPath, '/api/admin/sessions/{id}')
  })

  test('know the targets of references to several types', () => {
    const events = named('events')
    const subject = events?.fields.find(({ name }) => name === 'subject')
    equal(subject?.kindIn, 'subject_type')
    equal(subject?.kinds?.category, 'categories')
    equal(subject?.kinds?.profile, 'profiles')
    equal(subject?.kinds?.admin_action, 'actions')
    equal(subject?.kinds?.job, 'jobs')
    deepEqual(events?.filters.find(({ name }) => name === 'subject')?.kinds, subject?.kinds)
    equal(events?.filters.find(({ name }) => name === 'actor')?.refersTo, 'users')
  })

  test('know the possible actions, and omit fields that only the server sets', () => {
    const users = named('users')
    deepEqual(
      users?.editable?.map(({ name }) => name),
      ['username', 'email', 'role', 'is_active'],
    )
    equal(users?.canDelete, true)
    equal(named('jobs')?.editable, undefined)
  })

  test('include a new list of the API automatically', () => {
    const list = structuredClone(contract.paths['/api/categories']) as Contract['paths'][string]
    const grown = { ...contract, paths: { ...contract.paths, '/api/labels': list } }
    equal(adminResources(grown).find(({ name }) => name === 'labels')?.path, '/api/labels')
  })
})
