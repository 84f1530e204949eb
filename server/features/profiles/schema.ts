import { type Static, type TOptional, type TSchema, Type } from 'typebox'
import { DEFAULT_DIGEST_HOUR, MAIL_KINDS, type MailKind } from '../../mail/kinds.ts'
import { closed, Id, Instant, named, nullable, ReadVersion, readOnly } from '../../platform/http/schema.ts'
import { DURATION_PATTERN } from '../../platform/iso-duration.ts'

const enabled = Type.Boolean()
const hour = Type.Integer({
  minimum: 0,
  maximum: 23,
  description: `The hour at which the digest is sent, in the time zone of the profile. Defaults to ${DEFAULT_DIGEST_HOUR}.`,
  examples: [7],
})
const preferenceDetails = {
  description: 'The emails to send, by kind. A kind that is left out is sent.',
  examples: [{ completed: false, digest_hour: 7 }],
}
const eachKind = <S extends TSchema>(schema: S) =>
  Object.fromEntries(MAIL_KINDS.map((kind) => [kind, Type.Optional(schema)])) as Record<MailKind, TOptional<S>>

const Notifications = closed(
  { ...eachKind(enabled), digest_hour: Type.Optional(hour) },
  { title: 'NotificationSettings', ...preferenceDetails },
)
/** A patch is merged into them: fields that it leaves out stay unchanged, and null clears. */
const NotificationsPatch = closed(
  { ...eachKind(nullable(enabled)), digest_hour: Type.Optional(nullable(hour)) },
  { title: 'NotificationSettingsPatch', ...preferenceDetails },
)

export const LONGEST_DISPLAY_NAME = 150

const fields = {
  display_name: Type.String({ maxLength: LONGEST_DISPLAY_NAME, examples: ['Ann Example'] }),
  bio: Type.String({ maxLength: 2000, examples: ['Grows tomatoes.'] }),
  avatar_url: nullable(
    Type.String({
      maxLength: 500,
      pattern: '^https?://\\S+$',
      description: 'This must be an http or https URL.',
      examples: ['https://example.com/ann.png'],
    }),
  ),
  timezone: Type.String({ maxLength: 64, description: 'The name of an IANA time zone.', examples: ['Europe/Berlin'] }),
  locale: Type.String({ maxLength: 35, description: 'A BCP 47 language tag.', examples: ['de-DE'] }),
  default_reminder: nullable(
    Type.String({
      pattern: DURATION_PATTERN,
      maxLength: 50,
      description:
        'This must be a duration like PT30M or P1D: the reminder of each new task, before its due date. Null for none.',
      examples: ['PT30M'],
    }),
  ),
  notifications: Notifications,
}

export const Profile = named(
  'Profile',
  closed({
    user_id: Id,
    ...fields,
    avatar_url: nullable(Type.String({ examples: ['https://example.com/ann.png'] })),
    default_reminder: nullable(Type.String({ description: 'The reminder of each new task.', examples: ['PT30M'] })),
    version: Type.Integer(),
    updated_at: Instant,
  }),
)
export type Profile = Static<typeof Profile>

/** For administrators. */
export const UserProfile = named(
  'UserProfile',
  closed({
    ...Profile.properties,
    next_digest_at: nullable({ ...Instant, description: 'When the next digest is due; null if none is sent.' }),
  }),
)

const unwritable = { version: Type.Optional(ReadVersion), ...readOnly(Profile, 'user_id', 'updated_at') }
const clearable = (schemas: Record<string, TSchema>) =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, Type.Optional(nullable(schema))]))

export const ProfileReplacement = named(
  'ProfileReplacement',
  closed(
    { ...clearable(fields), ...unwritable },
    { examples: [{ display_name: 'Ann Example', timezone: 'Europe/Berlin', locale: 'de-DE' }] },
  ),
)
export const ProfilePatch = named(
  'ProfilePatch',
  closed(
    { ...clearable({ ...fields, notifications: NotificationsPatch }), ...unwritable },
    { examples: [{ timezone: 'Europe/Berlin', notifications: { digest: false } }] },
  ),
)
export type ProfileFields = Partial<Pick<Profile, keyof typeof fields>>
/** The input of a client: null stands for the default. */
export type ProfileInput = { [Field in keyof ProfileFields]: ProfileFields[Field] | null }
