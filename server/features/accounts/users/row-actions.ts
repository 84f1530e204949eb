import type { RowAction, RowActions } from '../../../access/row-actions.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { Problem } from '../../../platform/problem.ts'
import type { SystemRole } from '../../../tables/tables.ts'
import { sendPasswordResetIn } from '../mailed-links/password-reset.ts'
import { Role, userFilter } from '../schema.ts'
import { endSessionsIn } from '../sessions/service.ts'
import { listUserIds, type UserFilter } from './queries.ts'
import { changeAccess, removeUser } from './service.ts'

export const userActions: RowActions = {
  filter: userFilter,
  actions: {
    change_role: {
      value: { ...Role, description: 'The role that `change_role` gives to the users.' },
      perform: (tx, viewer, id, role: SystemRole) => {
        if (role !== viewer.role) requireOther(viewer, id)
        return changeAccess(tx, viewer, id, { role })
      },
    },
    deactivate: forOthers((tx, viewer, id) => changeAccess(tx, viewer, id, { is_active: false })),
    reactivate: { perform: (tx, viewer, id) => changeAccess(tx, viewer, id, { is_active: true }) },
    send_password_reset: { perform: sendPasswordResetIn },
    end_sessions: forOthers((tx, viewer, id) => endSessionsIn(tx, viewer, id)),
    delete: forOthers((tx, viewer, id) => removeUser(tx, viewer, { id })),
  },
  listIds: (db, _viewer, filter: UserFilter, part) => listUserIds(db, filter, part),
}

/** Administrators must not lock themselves out with a filter that matches their own account. */
function forOthers(perform: RowAction['perform']): RowAction {
  return {
    perform: async (tx, viewer, id, value) => {
      requireOther(viewer, id)
      return perform(tx, viewer, id, value)
    },
  }
}

function requireOther(viewer: Viewer, id: number): void {
  if (viewer.id === id) throw ownAccount()
}

export function ownAccount(): Problem {
  const detail = 'A bulk action cannot change your own account. Use your settings or /api/users/me.'
  return new Problem('conflict', 'admin_action.own_account', detail)
}
