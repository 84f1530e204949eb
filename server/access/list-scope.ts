import { Type } from 'typebox'
import { oneOf } from '../platform/http/schema.ts'
import { requireAdmin } from './rights.ts'
import type { Viewer } from './viewer.ts'
import type { Reach } from './visibility.ts'

/** The parameter with which administrators list the resources of all users. */
export const scopeParameter = {
  scope: Type.Optional(
    oneOf('ListScope', ['all'], { description: '`all` includes the resources of all users. Administrators only.' }),
  ),
}

/** How far a list with this parameter reaches. Throws 'forbidden' unless the viewer may list those of all users. */
export function reachFor(viewer: Viewer, scope: 'all' | undefined): Reach {
  if (scope === undefined) return 'mine'
  requireAdmin(viewer)
  return 'all'
}
