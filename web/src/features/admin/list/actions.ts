import type { ServerAction } from '../../../api/admin/actions.ts'
import { changeItem, deleteItem, post } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import type { AdminMessages } from '../../../messages/admin/index.ts'

export type Action = {
  key: keyof AdminMessages['actions'] & string
  isDangerous?: true
  /** Runs the action on one of them. Throws a refusal of the server. */
  run?(id: string): Promise<unknown>
  /** Runs the action on at most a hundred at once, and resolves with the number that were refused. */
  runMany?(ids: readonly string[]): Promise<number>
  /** The action that the server runs on all matching rows; without `run` and `runMany`, also on selected ones. */
  onServer?: ServerAction
  /** The resource whose id the action sets. */
  chooses?: 'projects'
}

/** The actions on several rows of a resource; deletion, if the API supports it. */
export function actionsOf(resource: Resource): readonly Action[] {
  const own = OWN[resource.name]?.(resource)
  if (own) return own
  if (!resource.canDelete) return []
  const onServer = DELETED_ON_SERVER.has(resource.name) && { onServer: { action: 'delete' } }
  return [{ key: 'delete', isDangerous: true, run: (id) => deleteItem({ resource, id }), ...onServer }]
}

const DELETED_ON_SERVER = new Set(['projects', 'categories', 'reminders'])

/** The key of the name of a server action. */
export function keyOfAction(resource: Resource, { action, value }: ServerAction): Action['key'] | undefined {
  const isSame = (one: ServerAction | undefined) =>
    one?.action === action && (one.value === undefined || one.value === value)
  return actionsOf(resource).find(({ onServer }) => isSame(onServer))?.key
}

const OWN: Record<string, (resource: Resource) => readonly Action[]> = {
  users: (resource) => {
    const changes = (body: object) => (id: string) => changeItem({ resource, id }, body)
    return [
      { key: 'makeAdmin', run: changes({ role: 'admin' }), onServer: { action: 'change_role', value: 'admin' } },
      { key: 'makeAuditor', run: changes({ role: 'auditor' }), onServer: { action: 'change_role', value: 'auditor' } },
      { key: 'makeUser', run: changes({ role: 'user' }), onServer: { action: 'change_role', value: 'user' } },
      {
        key: 'sendReset',
        run: (id) => post('/api/users/{id}/send-password-reset', id),
        onServer: { action: 'send_password_reset' },
      },
      {
        key: 'endSessions',
        run: (id) => post('/api/users/{id}/end-sessions', id),
        onServer: { action: 'end_sessions' },
      },
      { key: 'reactivate', run: changes({ is_active: true }), onServer: { action: 'reactivate' } },
      {
        key: 'deactivate',
        isDangerous: true,
        run: changes({ is_active: false }),
        onServer: { action: 'deactivate' },
      },
    ]
  },
  tasks: () => [
    { key: 'complete', runMany: changeTasks('complete'), onServer: { action: 'complete' } },
    { key: 'reopen', runMany: changeTasks('reopen'), onServer: { action: 'reopen' } },
    { key: 'move', onServer: { action: 'move' }, chooses: 'projects' },
    { key: 'delete', isDangerous: true, runMany: changeTasks('delete'), onServer: { action: 'delete' } },
  ],
  jobs: (resource) => [
    { key: 'retry', run: (id) => post('/api/admin/jobs/{id}/retry', id), onServer: { action: 'retry' } },
    {
      key: 'discard',
      isDangerous: true,
      run: (id) => deleteItem({ resource, id }),
      onServer: { action: 'discard' },
    },
  ],
  sessions: (resource) => [
    {
      key: 'endSessions',
      isDangerous: true,
      run: (id) => deleteItem({ resource, id }),
      onServer: { action: 'end' },
    },
  ],
}

type BulkAnswer = { results: readonly { status: number }[] }

const changeTasks = (op: string) => async (ids: readonly string[]) => {
  const operations = ids.map((id) => ({ op, id: Number(id) }))
  const { results } = (await post('/api/tasks/bulk', '', { mode: 'each', operations })) as BulkAnswer
  return results.filter(({ status }) => status >= 400).length
}
