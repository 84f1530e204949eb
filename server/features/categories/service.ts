import { randomUUIDv7 } from 'node:crypto'
import { requireNotArchived, requireRole } from '../../access/rights.ts'
import type { Viewer } from '../../access/viewer.ts'
import { changesBetween, changesFromNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import { clock } from '../../platform/clock.ts'
import { isMissingReference, violatedKey } from '../../platform/database/faults.ts'
import { retryOnDuplicate, transaction } from '../../platform/database/transaction.ts'
import { requireVersion, type Target } from '../../platform/http/responses/etag.ts'
import { fieldProblem, notFound } from '../../platform/problem.ts'
import { nameKeys } from '../../platform/text/names.ts'
import { scopeOf } from '../../tables/scope.ts'
import type { CategoryRow, Db, Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'
import { type CategoryFields, LONGEST_NAME, type NewCategory } from './schema.ts'

/**
 * Creates a private category, or one that the members of a project share. `isNew` is false if its uid is that of a
 * category there.
 */
export function createCategory(
  db: Db,
  viewer: Viewer,
  fields: NewCategory,
): Promise<{ category: CategoryRow; isNew: boolean }> {
  const { name, color = null, project = null } = fields
  if (project !== null) requireProjectRole(viewer, project)
  const uid = fields.uid?.toLowerCase() ?? randomUUIDv7()
  const parent = { owner_id: project === null ? viewer.id : null, project_id: project }
  return translateConstraintErrors(() =>
    transaction(db, async (tx) => {
      // Checked first, because the name of a repeated request is taken, too.
      const existing = fields.uid && (await queries.findCategoryByUid(tx, uid))
      if (existing) return { category: requireParent(parent, existing), isNew: false }
      await requireNotArchived(tx, viewer, project, '/project')
      const now = clock.now()
      const row = { uid, ...parent, ...named(name), color, created_at: now, updated_at: now }
      const category = await retryOnDuplicate(fields.uid, queries.insertCategory(tx, row))
      const changes = changesFromNothing({ name: category.name, color })
      await recordEvent(tx, 'category.created', { ...about(viewer, category), changes })
      return { category, isNew: true }
    }),
  )
}

type Parent = Pick<CategoryRow, 'owner_id' | 'project_id'>

function requireParent(parent: Parent, category: CategoryRow): CategoryRow {
  if (category.owner_id === parent.owner_id && category.project_id === parent.project_id) return category
  throw uidTaken()
}

const uidTaken = () =>
  fieldProblem('conflict', 'category.uid_taken', '/uid', 'This uid is already in use. Choose another one.')

/** Changes a category; undefined fields stay unchanged. */
export function updateCategory(db: Db, viewer: Viewer, target: Target, fields: CategoryFields): Promise<CategoryRow> {
  return translateConstraintErrors(() =>
    transaction(db, async (tx) => {
      const category = await findForUpdate(tx, viewer, target)
      const columns = { ...(fields.name !== undefined && named(fields.name)), color: fields.color }
      const changes = changesBetween(category, { name: columns.name, color: columns.color } as Partial<CategoryRow>)
      if (!changes) return category
      const changed = await queries.setCategory(tx, category.id, { ...columns, updated_at: clock.now() })
      await recordEvent(tx, 'category.updated', { ...about(viewer, category), changes })
      return changed
    }),
  )
}

/** Deletes a category; its tasks remain, without a category. */
export function deleteCategory(db: Db | Tx, viewer: Viewer, target: Target): Promise<void> {
  return transaction(db, async (tx) => {
    const category = await findForUpdate(tx, viewer, target)
    const changes = { name: { from: category.name, to: null } }
    await recordEvent(tx, 'category.deleted', { ...about(viewer, category), changes })
    await queries.deleteCategoryRow(tx, category.id)
  })
}

async function findForUpdate(tx: Tx, viewer: Viewer, { id, expected }: Target): Promise<CategoryRow> {
  const category = await queries.findCategoryForUpdate(tx, viewer, id)
  if (!category) throw notFound('category')
  if (category.project_id !== null) requireRole(viewer, category.project_id, 'editor')
  requireVersion(category.version, expected)
  await requireNotArchived(tx, viewer, category.project_id)
  return category
}

function requireProjectRole(viewer: Viewer, project: number): void {
  if (!viewer.isAdmin && !viewer.projects.has(project)) throw notFound('project', '/project')
  requireRole(viewer, project, 'editor')
}

const about = (viewer: Viewer, { id, owner_id, project_id }: CategoryRow) => ({
  actor: viewer.id,
  subject: id,
  project: project_id,
  audience: [scopeOf({ project_id, owner_id })],
})

function named(written: string) {
  const { name, key, lookalike, order } = nameKeys(written, LONGEST_NAME)
  return { name, name_key: key, name_lookalike: lookalike, name_order: order }
}

async function translateConstraintErrors<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (reason) {
    if (isMissingReference(reason)) throw notFound('project', '/project')
    if (!violatedKey(reason)) throw reason
    throw fieldProblem(
      'conflict',
      'category.name_taken',
      '/name',
      'A category with this name, or one that looks like it, already exists. Choose another name.',
    )
  }
}
