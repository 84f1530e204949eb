import { createCategory } from '../../features/categories/service.ts'
import { addMember } from '../../features/projects/members/service.ts'
import { createProject, updateProject } from '../../features/projects/service.ts'
import { completeTask, createTask, reopenTask, updateTask } from '../../features/tasks/service.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import { type Account, viewerOf } from './accounts.ts'
import { topics } from './company/topics.ts'
import { COLORS } from './history/plan-projects.ts'
import { PRIVATE_CATEGORIES } from './history/plan-tasks.ts'
import type { PlannedProject, Step } from './history/steps.ts'
import { required } from './required.ts'

/** Maps the numbers of a plan to ids in the database. */
export type CreatedIds = {
  db: Db
  accounts: Account[]
  projects: Map<number, number>
  /** By `categoryKey`. */
  categories: Map<string, number>
  tasks: Map<number, number>
}

const categoryKey = (parent: { project: number } | { person: number }, name: string) =>
  `${JSON.stringify(parent)} ${name}`

export async function addPrivateCategories({ db, accounts, categories }: CreatedIds, person: number): Promise<void> {
  for (const name of PRIVATE_CATEGORIES) {
    const { category } = await createCategory(db, viewerOf(required(accounts[person])), { name })
    categories.set(categoryKey({ person }, name), category.id)
  }
}

export async function startProject(created: CreatedIds, planned: PlannedProject, number: number): Promise<void> {
  const { db, accounts } = created
  const { name, description, color, team } = planned
  const [owner, ...others] = planned.members.map(({ person, role }) => ({ account: required(accounts[person]), role }))
  const { account } = required(owner)
  const { project } = await createProject(db, viewerOf(account), { name, description, color })
  created.projects.set(number, project.id)
  account.projects.set(project.id, 'owner')
  for (const other of others) {
    await addMember(db, viewerOf(account), project.id, { user_id: other.account.id, role: other.role })
    other.account.projects.set(project.id, other.role)
  }
  for (const [index, category] of topics[team].categories.entries()) {
    const fields = { name: category, project: project.id, color: required(COLORS[index * 2]) }
    const { id } = (await createCategory(db, viewerOf(account), fields)).category
    created.categories.set(categoryKey({ project: number }, category), id)
  }
}

export async function archiveProject(
  { db, accounts, projects }: CreatedIds,
  { members: [owner] }: PlannedProject,
  number: number,
): Promise<void> {
  const viewer = viewerOf(required(accounts[required(owner).person]))
  await updateProject(db, viewer, { id: required(projects.get(number)) }, { archived: true })
}

export async function executeStep(tx: Tx, created: CreatedIds, step: Step): Promise<void> {
  const { accounts, tasks } = created
  const viewer = viewerOf(required(accounts[step.person]))
  if (step.kind === 'create') {
    const { task } = await createTask(tx, viewer, inputOf(created, step))
    tasks.set(step.task, (await task).id)
    return
  }
  const target = { id: required(tasks.get(step.task)), expected: undefined }
  if (step.kind === 'change') await updateTask(tx, viewer, target, step.input)
  else await (step.kind === 'complete' ? completeTask : reopenTask)(tx, viewer, target)
}

function inputOf({ accounts, projects, categories }: CreatedIds, step: Extract<Step, { kind: 'create' }>) {
  const { project, category, assignee, input, person } = step
  const parent = project === null ? { person } : { project }
  return {
    ...input,
    project: project === null ? null : required(projects.get(project)),
    category: category === null ? null : required(categories.get(categoryKey(parent, category))),
    assigned_to: assignee === null ? null : required(accounts[assignee]).id,
  }
}
