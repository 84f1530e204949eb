import { sql } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { type Reach, visibleProjects } from '../../access/visibility.ts'
import { idIn } from '../../platform/database/queries/sql.ts'
import type { Db } from '../../tables/tables.ts'
import { presentProject } from './present.ts'
import type { Member, Project } from './schema.ts'

/** Projects for features that show them beside other resources, in the format of a single project. */
export const projectSource = {
  async find(db: Db, viewer: Viewer, ids: readonly number[], reach: Reach = 'mine'): Promise<Project[]> {
    const projects = visibleProjects(db, viewer, reach).selectAll('projects')
    const rows = await projects
      .where(({ ref }) => idIn(db, ref('projects.id'), ids))
      .orderBy('projects.id')
      .execute()
    return rows.map((row) => presentProject(row, viewer))
  },

  async page(db: Db, viewer: Viewer, after: number, limit: number): Promise<Project[]> {
    const projects = visibleProjects(db, viewer, 'mine').selectAll('projects').where('projects.id', '>', after)
    const rows = await projects.orderBy('projects.id').limit(limit).execute()
    return rows.map((row) => presentProject(row, viewer))
  },
}

type Key = readonly number[]
type MemberItem = { key: Key; data: Member }

/** The members of the viewer's projects, each identified by the ids of the project and the user. */
export const memberSource = {
  async find(db: Db, viewer: Viewer, keys: readonly Key[]): Promise<MemberItem[]> {
    const asked = new Set(keys.map((key) => key.join()))
    const rows = await members(db, viewer)
      .where(({ ref }) =>
        idIn(db, ref('project_members.project_id'), [...new Set(keys.map(([project]) => project as number))]),
      )
      .where(({ ref }) =>
        idIn(db, ref('project_members.user_id'), [...new Set(keys.map(([, user]) => user as number))]),
      )
      .execute()
    return rows.map(item).filter(({ key }) => asked.has(key.join()))
  },

  async page(db: Db, viewer: Viewer, after: Key | undefined, limit: number): Promise<MemberItem[]> {
    const [project = 0, user = 0] = after ?? []
    const place = sql<boolean>`(project_members.project_id, project_members.user_id) > (${project}, ${user})`
    return (await members(db, viewer).where(place).limit(limit).execute()).map(item)
  },
}

const members = (db: Db, viewer: Viewer) =>
  db
    .selectFrom('project_members')
    .innerJoin('users', 'users.id', 'project_members.user_id')
    .innerJoin('profiles', 'profiles.user_id', 'project_members.user_id')
    .select(['project_members.project_id', 'project_members.user_id', 'project_members.role'])
    .select(['project_members.added_at', 'project_members.version'])
    .select(['users.username', 'profiles.display_name', 'profiles.avatar_url'])
    .where(({ ref }) => idIn(db, ref('project_members.project_id'), viewer.projectIds))
    .orderBy('project_members.project_id')
    .orderBy('project_members.user_id')

const item = ({ project_id, ...data }: Member & { project_id: number }): MemberItem => ({
  key: [project_id, data.user_id],
  data,
})
