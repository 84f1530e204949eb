import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable, patchOf, readOnly } from '../../platform/http/schema.ts'
import { DURATION_PATTERN } from '../../platform/iso-duration.ts'

export const NOTIFICATION_KINDS = ['assigned', 'reminder', 'digest', 'completed'] as const

const Notifications = closed(
  Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, Type.Optional(Type.Boolean())])),
  { description: 'Which mails to send, by kind; a kind that is left out is sent.', examples: [{ digest: false }] },
)

const fields = {
  display_name: Type.String({ maxLength: 150, examples: ['Ann Example'] }),
  bio: Type.String({ maxLength: 2000, examples: ['Grows tomatoes.'] }),
  avatar_url: nullable(
    Type.String({
      maxLength: 500,
      pattern: '^https?://\\S+$',
      description: 'This must be an http or https address.',
      examples: ['https://example.com/ann.png'],
    }),
  ),
  timezone: Type.String({ maxLength: 64, description: 'An IANA time zone.', examples: ['Europe/Berlin'] }),
  locale: Type.String({ maxLength: 35, description: 'A BCP 47 language tag.', examples: ['de-DE'] }),
  default_reminder: nullable(
    Type.String({
      pattern: DURATION_PATTERN,
      maxLength: 50,
      description: 'So long before it is due you are reminded of each new task; a duration like PT30M or P1D, or null.',
      examples: ['PT30M'],
    }),
  ),
  notifications: Notifications,
}

export const Profile = named(
  'Profile',
  closed({ user_id: Id, ...fields, version: Type.Integer(), updated_at: Instant }),
)
export type Profile = Static<typeof Profile>

export const ProfileReplacement = named(
  'ProfileReplacement',
  closed(
    {
      ...Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)])),
      ...readOnly('user_id', 'version', 'updated_at'),
    },
    { examples: [{ display_name: 'Ann Example', timezone: 'Europe/Berlin', locale: 'de-DE' }] },
  ),
)
export const ProfilePatch = named(
  'ProfilePatch',
  patchOf(ProfileReplacement, { examples: [{ timezone: 'Europe/Berlin' }] }),
)
export type ProfileFields = Partial<Pick<Profile, keyof typeof fields>>
