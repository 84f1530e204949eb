import { type Static, Type } from 'typebox'
import {
  Color,
  closed,
  exactlyOneOf,
  Id,
  Instant,
  named,
  notBlank,
  nullable,
  oneOf,
  patchOf,
  ReadVersion,
  readOnly,
  Uid,
  withRule,
} from '../../platform/http/schema.ts'

export const LONGEST_NAME = 255
const Name = notBlank(LONGEST_NAME)
const Description = Type.String({ maxLength: 65_536, description: 'Markdown, up to 64 KiB.' })
const ProjectRoleName = oneOf('ProjectRole', ['owner', 'editor', 'viewer'])

export const Project = named(
  'Project',
  closed({
    id: Id,
    uid: Uid,
    name: Type.String({ examples: ['Garden'] }),
    description: Type.String({ examples: ['Everything green.'] }),
    color: nullable(Type.String({ examples: ['#3b82f6'] })),
    archived: Type.Boolean({ examples: [false] }),
    archived_at: nullable({ ...Instant, examples: [null] }),
    role: nullable({
      ...ProjectRoleName,
      description: 'The role of the user; null for an administrator who is not a member.',
    }),
    created_by: nullable(Id),
    version: Type.Integer(),
    created_at: Instant,
    updated_at: Instant,
  }),
)
export type Project = Static<typeof Project>

const writable = {
  name: Name,
  description: Type.Optional(nullable(Description)),
  color: Type.Optional(nullable(Color)),
  archived: Type.Optional(nullable(Type.Boolean())),
}
const unwritable = readOnly(Project, 'id', 'archived_at', 'role', 'created_by', 'created_at', 'updated_at')

export const NewProject = named(
  'NewProject',
  closed(
    { uid: Type.Optional(Uid), ...writable, ...unwritable, ...readOnly(Project, 'version') },
    { examples: [{ name: 'Garden', description: 'Everything green.' }] },
  ),
)
export type NewProject = Static<typeof NewProject>

export const ProjectReplacement = named(
  'ProjectReplacement',
  closed(
    { ...writable, version: Type.Optional(ReadVersion), ...readOnly(Project, 'uid'), ...unwritable },
    { examples: [{ name: 'Garden', archived: false }] },
  ),
)
export const ProjectPatch = named('ProjectPatch', patchOf(ProjectReplacement, { examples: [{ archived: true }] }))
export type ProjectFields = {
  name?: string
  description?: string | null
  color?: string | null
  archived?: boolean | null
}

export const Member = named(
  'Member',
  closed({
    user_id: Id,
    username: nullable(Type.String({ examples: ['ben'] })),
    display_name: Type.String({ examples: ['Ben Example'] }),
    avatar_url: nullable(Type.String({ examples: [null] })),
    role: ProjectRoleName,
    added_at: Instant,
    version: Type.Integer(),
  }),
)
export type Member = Static<typeof Member>

export const NewMember = named(
  'NewMember',
  withRule(
    closed(
      {
        user_id: Type.Optional(Id),
        username: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
        email: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
        role: Type.Optional(ProjectRoleName),
      },
      {
        description: 'Exactly one of `user_id`, `username` and `email` is required. `role` defaults to `editor`.',
        examples: [{ username: 'ben', role: 'editor' }],
      },
    ),
    exactlyOneOf('user_id', 'username', 'email'),
  ),
)
export type NewMember = Static<typeof NewMember>

export const MemberPatch = named(
  'MemberPatch',
  closed(
    {
      role: Type.Optional(ProjectRoleName),
      version: Type.Optional(ReadVersion),
      ...readOnly(Member, 'user_id', 'username', 'display_name', 'avatar_url', 'added_at'),
    },
    { examples: [{ role: 'viewer' }] },
  ),
)
