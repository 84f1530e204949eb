import { type Static, Type } from 'typebox'
import type { RowActions } from '../../../access/row-actions.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { periodOf, periodParameters } from '../../../platform/http/requests/dates.ts'
import { closed, Id } from '../../../platform/http/schema.ts'
import { notFound } from '../../../platform/problem.ts'
import { ownAccount } from '../users/row-actions.ts'
import { findSession, listSessionIds, type SessionFilter } from './queries.ts'
import { revokeSession } from './service.ts'

/** The parameters that filter the sessions of all users. */
export const sessionFilter = {
  user_id: Type.Optional({ ...Id, description: 'Only sessions of this user.' }),
  is_open: Type.Optional(
    Type.Boolean({ description: '`true`: only sessions that are open; `false`: only those that have ended.' }),
  ),
  ...periodParameters('created', 'Only sessions that were opened'),
}

const Parameters = closed(sessionFilter)
type Query = Static<typeof Parameters>

export function sessionFilterFrom(query: Query, { timezone }: Viewer): SessionFilter {
  return { userId: query.user_id, isOpen: query.is_open, created: periodOf(query, 'created', timezone) }
}

export const sessionActions: RowActions = {
  filter: sessionFilter,
  actions: {
    end: {
      perform: async (tx, viewer, id) => {
        const session = await findSession(tx, id)
        if (session?.user_id === viewer.id) throw ownAccount()
        if (!(await revokeSession(tx, id, viewer.id))) throw notFound('session')
      },
    },
  },
  listIds: (db, viewer, query: Query, part) => listSessionIds(db, sessionFilterFrom(query, viewer), part),
}
