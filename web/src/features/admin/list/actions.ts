import { changeItem, deleteItem, post } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import type { AdminMessages } from '../../../messages/admin/index.ts'

export type Action = {
  key: keyof AdminMessages['actions'] & string
  isDangerous?: true
  /** Does it to one of them. What the server refuses is thrown. */
  run?(id: string): Promise<unknown>
  /** Does it to at most a hundred at once, and says how many were refused. */
  runMany?(ids: readonly string[]): Promise<number>
}

/** What can be done with several rows of a resource; deleting, wherever the API can. */
export function actionsOf(resource: Resource): readonly Action[] {
  const own = OWN[resource.name]?.(resource)
  if (own) return own
  if (!resource.canDelete) return []
  return [{ key: 'delete', isDangerous: true, run: (id) => deleteItem({ resource, id }) }]
}

const OWN: Record<string, (resource: Resource) => readonly Action[]> = {
  users: (resource) => {
    const changes = (body: object) => (id: string) => changeItem({ resource, id }, body)
    return [
      { key: 'makeAdmin', run: changes({ role: 'admin' }) },
      { key: 'makeUser', run: changes({ role: 'user' }) },
      { key: 'endSessions', run: (id) => post('/api/users/{id}/end-sessions', id) },
      { key: 'reactivate', run: changes({ is_active: true }) },
      { key: 'deactivate', isDangerous: true, run: changes({ is_active: false }) },
    ]
  },
  tasks: () => [
    { key: 'complete', runMany: changeTasks('complete') },
    { key: 'reopen', runMany: changeTasks('reopen') },
    { key: 'delete', isDangerous: true, runMany: changeTasks('delete') },
  ],
  jobs: (resource) => [
    { key: 'retry', run: (id) => post('/api/admin/jobs/{id}/retry', id) },
    { key: 'discard', isDangerous: true, run: (id) => deleteItem({ resource, id }) },
  ],
  sessions: (resource) => [{ key: 'endSessions', isDangerous: true, run: (id) => deleteItem({ resource, id }) }],
}

type BulkAnswer = { results: readonly { status: number }[] }

const changeTasks = (op: string) => async (ids: readonly string[]) => {
  const operations = ids.map((id) => ({ op, id: Number(id) }))
  const { results } = (await post('/api/tasks/bulk', '', { mode: 'each', operations })) as BulkAnswer
  return results.filter(({ status }) => status >= 400).length
}
