declare const brand: unique symbol

/**
 * Who sees a row: the members of a project, or one user. Stored as a number, which is the id of the project or minus
 * the id of the user.
 */
export type Scope = number & { readonly [brand]: true }

export const projectScope = (projectId: number): Scope => projectId as Scope
export const userScope = (userId: number): Scope => -userId as Scope

/** The scopes of a user: their own, and those of their projects. */
export const scopesOf = (userId: number, projectIds: readonly number[]): Scope[] => [
  userScope(userId),
  ...projectIds.map(projectScope),
]

/** The scope of a row that belongs to a project, or else to its owner. */
export const scopeOf = ({ project_id, owner_id }: { project_id: number | null; owner_id: number | null }): Scope =>
  project_id === null ? userScope(owner_id as number) : projectScope(project_id)

/** The user whose own scope this is; undefined for a project's. */
export const userOf = (scope: Scope): number | undefined => (scope < 0 ? -scope : undefined)

/** The project whose scope this is; undefined for a user's. */
export const projectOf = (scope: Scope): number | undefined => (scope > 0 ? scope : undefined)

/** The table and the id of the row to which a scope belongs. */
export const ownerOf = (scope: Scope): ['users' | 'projects', number] => [
  scope < 0 ? 'users' : 'projects',
  Math.abs(scope),
]
