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
import { known } from './known.ts'

/** Maps the numbers of a plan to ids in the database. */
export type Made = {
  db: Db
  accounts: Account[]
  projects: Map<number, number>
  /** By `categoryKey`. */
  categories: Map<string, number>
  tasks: Map<number, number>
}

const categoryKey = (home: { project: number } | { person: number }, name: string) => `${JSON.stringify(home)} ${name}`

export async function addPrivateCategories({ db, accounts, categories }: Made, person: number): Promise<void> {
  for (const name of PRIVATE_CATEGORIES) {
    const { category } = await createCategory(db, viewerOf(known(accounts[person])), { name })
    categories.set(categoryKey({ person }, name), category.id)
  }
}

export async function startProject(made: Made, planned: PlannedProject, number: number): Promise<void> {
  const { db, accounts } = made
  const { name, description, color, team } = planned
  const [owner, ...others] = planned.members.map(({ person, role }) => ({ account: known(accounts[person]), role }))
  const { account } = known(owner)
  const { project } = await createProject(db, viewerOf(account), { name, description, color })
  made.projects.set(number, project.id)
  account.projects.set(project.id, 'owner')
  for (const other of others) {
    await addMember(db, viewerOf(account), project.id, { user_id: other.account.id, role: other.role })
    other.account.projects.set(project.id, other.role)
  }
  for (const [index, category] of topics[team].categories.entries()) {
    const fields = { name: category, project: project.id, color: known(COLORS[index * 2]) }
    const { id } = (await createCategory(db, viewerOf(account), fields)).category
    made.categories.set(categoryKey({ project: number }, category), id)
  }
}

export async function archiveProject(
  { db, accounts, projects }: Made,
  { members: [owner] }: PlannedProject,
  number: number,
): Promise<void> {
  const viewer = viewerOf(known(accounts[known(owner).person]))
  await updateProject(db, viewer, { id: known(projects.get(number)) }, { archived: true })
}

export async function take(tx: Tx, made: Made, step: Step): Promise<void> {
  const { accounts, tasks } = made
  const viewer = viewerOf(known(accounts[step.person]))
  if (step.kind === 'create') {
    const { task } = await createTask(tx, viewer, inputOf(made, step))
    tasks.set(step.task, (await task).id)
    return
  }
  const target = { id: known(tasks.get(step.task)), expected: undefined }
  if (step.kind === 'change') await updateTask(tx, viewer, target, step.input)
  else await (step.kind === 'complete' ? completeTask : reopenTask)(tx, viewer, target)
}

function inputOf({ accounts, projects, categories }: Made, step: Extract<Step, { kind: 'create' }>) {
  const { project, category, assignee, input, person } = step
  const home = project === null ? { person } : { project }
  return {
    ...input,
    project: project === null ? null : known(projects.get(project)),
    category: category === null ? null : known(categories.get(categoryKey(home, category))),
    assigned_to: assignee === null ? null : known(accounts[assignee]).id,
  }
}
