import { unsubscribeTokens } from '../../mail/unsubscribe-tokens.ts'
import { changeRoutes } from '../../platform/http/change-routes.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { expectedVersion, setVersion } from '../../platform/http/responses/etag.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import type { ProfileRow } from '../../tables/tables.ts'
import { allProfiles } from './all-profiles.ts'
import { findProfile } from './queries.ts'
import { Profile, type ProfileFields, type ProfileInput, ProfilePatch, ProfileReplacement } from './schema.ts'
import { updateProfile } from './service.ts'
import { unsubscribeRoutes } from './unsubscribe.ts'

const EMPTY = {
  display_name: '',
  bio: '',
  avatar_url: null,
  timezone: 'UTC',
  locale: 'en',
  default_reminder: null,
  notifications: {},
}

const tags = ['profile']

/** The profile of a user, which they edit themselves. */
export function profiles(app: HttpServer, options: { secret: string }): void {
  const { secret } = options
  for (const shape of [Profile, ProfileReplacement, ProfilePatch]) app.addSchema(shape)
  readProfileRoute(app)
  changeProfileRoutes(app)
  allProfiles(app)
  unsubscribeRoutes(app, unsubscribeTokens(secret))
}

function readProfileRoute(app: HttpServer): void {
  app.get(
    '/api/profile',
    {
      schema: {
        tags,
        operationId: 'readProfile',
        summary: 'Get the profile',
        response: responses({ 200: response(Profile, 'The profile.') }, 401),
      },
    },
    async (request, reply) => {
      const profile = await findProfile(request.db, request.viewer.id)
      setVersion(reply, profile.version)
      return profile
    },
  )
}

function changeProfileRoutes(app: HttpServer): void {
  changeRoutes(app, '/api/profile', {
    tags,
    name: 'Profile',
    phrase: 'the profile',
    body: { PUT: ProfileReplacement, PATCH: ProfilePatch },
    result: response(Profile, 'The updated profile.'),
    failures: [401, 412],
    change: async (request, reply, method) => {
      const { user_id: _, version: __, updated_at: ___, ...body } = request.body as ProfileInput & Partial<Profile>
      const fields = withDefaults(body)
      const fieldsFor = (profile: ProfileRow) =>
        method === 'PUT' ? { ...EMPTY, ...fields } : merged(profile, body, fields)
      const target = { expected: expectedVersion(request) }
      const profile = await updateProfile(request.db, request.viewer, target, fieldsFor)
      setVersion(reply, profile.version)
      return profile
    },
  })
}

/** The given fields, with null replaced by the default. */
function withDefaults(body: ProfileInput): ProfileFields {
  const given = Object.entries(body) as [keyof ProfileFields, unknown][]
  return Object.fromEntries(given.map(([field, value]) => [field, value ?? EMPTY[field]]))
}

/** A merge patch (RFC 7396) of the only field with nested fields. */
function merged(profile: ProfileRow, { notifications }: ProfileInput, fields: ProfileFields): ProfileFields {
  if (!notifications) return fields
  const preferences = Object.entries({ ...profile.notifications, ...notifications })
  return { ...fields, notifications: Object.fromEntries(preferences.filter(([, enabled]) => enabled !== null)) }
}
