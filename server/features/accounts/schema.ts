import { type Static, type TOptional, Type } from 'typebox'
import {
  atLeastOneOf,
  closed,
  Id,
  Instant,
  named,
  nullable,
  oneOf,
  patchOf,
  ReadVersion,
  readOnly,
  ref,
  withRule,
} from '../../platform/http/schema.ts'
import { USERNAME_CHARACTERS, USERNAME_PATTERN } from '../../platform/text/names.ts'

export const LONGEST_USERNAME = 150

const CheckedUsername = Type.String({
  minLength: 1,
  maxLength: LONGEST_USERNAME,
  pattern: USERNAME_PATTERN,
  description:
    'This must consist of letters of any script, digits and the characters . _ + - (no @, which marks an email ' +
    'address). The joiners U+200C and U+200D are allowed after a virama, and U+200C between Arabic letters. Names that ' +
    'differ only in case, form or joiners (`Straße`, `STRASSE`) are the same.',
  examples: ['ann'],
})
const Username = withRule(CheckedUsername, { pattern: USERNAME_CHARACTERS })
export const Email = Type.String({ format: 'email', maxLength: 254, examples: ['ann@example.com'] })
// The rules that a schema cannot express are in passwords.ts, with an error message for each.
const CurrentPassword = Type.String({ maxLength: 1024, writeOnly: true, examples: ['correct horse battery'] })
const Password = withRule(CurrentPassword, { format: 'password', minLength: 8, maxLength: 128 })
export const Role = oneOf('UserRole', ['user', 'auditor', 'admin'])

const userFields = {
  id: Id,
  username: nullable(Type.String({ examples: ['ann'] })),
  email: nullable(Type.String({ format: 'email', examples: ['ann@example.com'] })),
  email_confirmed_at: nullable({ ...Instant, description: 'When the email address was confirmed.' }),
  role: Role,
  is_active: Type.Boolean(),
  must_change_password: Type.Boolean({
    description:
      'The password was set by somebody else. Until the user changes it, requests return 403 `password.change_required`.',
  }),
  last_login_at: nullable(Instant),
  version: Type.Integer(),
  created_at: Instant,
  updated_at: Instant,
}
export const User = named('User', closed(userFields))
export type User = Static<typeof User>

const transport = Type.Optional(
  oneOf('RefreshTransport', ['body', 'cookie'], {
    description:
      'How the refresh token is returned. `cookie` stores it in an HttpOnly cookie, for pages of the same origin.',
    examples: ['body'],
  }),
)
const tokenFields = {
  access: Type.String({
    description: 'The access token. Send it as `Authorization: Bearer <access>`.',
    examples: ['eyJhbGciOi…'],
  }),
  refresh: Type.Optional(
    Type.String({
      description: 'The refresh token. It can be used once. Absent if `transport` is `cookie`.',
      examples: ['pQ3x…'],
    }),
  ),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'The number of seconds until the access token expires.', examples: [900] }),
}
/** Older clients read the fields of a new account next to its tokens. */
const formerUserFields = Object.fromEntries(
  Object.entries(userFields).map(([name, field]) => [name, Type.Optional({ ...field, deprecated: true })]),
) as unknown as { [Name in keyof typeof userFields]: TOptional<(typeof userFields)[Name]> }

export const Tokens = named(
  'Tokens',
  closed(
    { ...tokenFields, user: ref(User), ...formerUserFields },
    { description: 'The tokens of a session and its user. Only registration returns the deprecated fields.' },
  ),
)

// Older clients send additional fields (a repeated password, a full name), which are ignored.
export const NewAccount = named(
  'NewAccount',
  withRule(
    Type.Object(
      {
        username: Type.Optional(nullable(Username)),
        email: Type.Optional(nullable(Email)),
        password: Password,
        transport,
      },
      {
        description: 'At least one of `username` and `email` is required. Unknown fields are ignored.',
        examples: [{ username: 'ann', email: 'ann@example.com', password: 'correct horse battery' }],
      },
    ),
    atLeastOneOf('username', 'email'),
  ),
)
export type NewAccount = Static<typeof NewAccount>

export const Credentials = named(
  'Credentials',
  Type.Object(
    {
      username: Type.Optional(
        nullable(Type.String({ maxLength: 254, description: 'The username or the email address.' })),
      ),
      email: Type.Optional(nullable(Type.String({ maxLength: 254 }))),
      password: CurrentPassword,
      transport,
    },
    { examples: [{ username: 'ann', password: 'correct horse battery' }] },
  ),
)
export type Credentials = Static<typeof Credentials>

const Token = Type.String({ minLength: 1, maxLength: 4096, examples: ['pQ3x…'] })
export const RefreshRequest = named(
  'RefreshRequest',
  Type.Object(
    {
      refresh: Type.Optional({ ...Token, description: 'The refresh token. Required unless it is in the cookie.' }),
      transport,
    },
    { examples: [{ refresh: 'pQ3x…' }] },
  ),
)
export const VerifyRequest = named('VerifyRequest', Type.Object({ token: Type.Optional(Token) }))
export const RevokeRequest = named('RevokeRequest', Type.Object({ refresh: Type.Optional(Token), transport }))
export const RevokeResult = named('RevokeResult', closed({ revoked: Type.Boolean() }))

const session = {
  id: Id,
  device: nullable(Type.String({ description: 'The `User-Agent` header of the latest login or refresh.' })),
  address: nullable(Type.String({ description: 'The IP address of the latest login or refresh.' })),
  created_at: { ...Instant, description: 'The time of the login.' },
  last_used_at: { ...Instant, description: 'The time of the latest login or refresh.' },
  expires_at: { ...Instant, description: 'The time at which the session ends unless it is refreshed.' },
  current: Type.Boolean({ description: 'Whether this request belongs to the session.' }),
}

export const Session = named('Session', closed(session))
export const UserSession = named(
  'UserSession',
  closed({
    user_id: Id,
    ...session,
    ended_at: nullable({ ...Instant, description: 'When the session ended; null while it is open.', examples: [null] }),
  }),
)
export type Session = Static<typeof Session>
export const EndedSessions = named(
  'EndedSessions',
  closed({ ended: Type.Integer({ description: 'The number of sessions that were ended.' }) }),
)

export const PasswordResetRequest = named(
  'PasswordResetRequest',
  withRule(
    closed(
      {
        email: Type.Optional(
          nullable(Type.String({ maxLength: 254, description: 'The email address or the username.' })),
        ),
        username: Type.Optional(nullable(Type.String({ maxLength: 254 }))),
      },
      { description: '`email` or `username` is required.', examples: [{ email: 'ann@example.com' }] },
    ),
    atLeastOneOf('username', 'email'),
  ),
)
export const PasswordResetConfirmation = named(
  'PasswordResetConfirmation',
  closed({ token: Token, password: Password }),
)
export const EmailConfirmation = named('EmailConfirmation', closed({ token: Token }))
export const AcceptedResult = named('AcceptedResult', closed({ accepted: Type.Boolean() }))

const unwritable = readOnly(
  User,
  'id',
  'email_confirmed_at',
  'must_change_password',
  'last_login_at',
  'created_at',
  'updated_at',
)

export const NewUser = named(
  'NewUser',
  withRule(
    closed(
      {
        username: Type.Optional(nullable(Username)),
        email: Type.Optional(nullable(Email)),
        password: Password,
        role: Type.Optional(Role),
        is_active: Type.Optional(Type.Boolean()),
        ...unwritable,
        ...readOnly(User, 'version'),
      },
      {
        description: 'At least one of `username` and `email` is required.',
        examples: [{ username: 'ben', password: 'correct horse battery', role: 'user' }],
      },
    ),
    atLeastOneOf('username', 'email'),
  ),
)
export type NewUser = Static<typeof NewUser>

const changedUser = closed({
  username: Type.Optional(nullable(Username)),
  email: Type.Optional(nullable(Email)),
  password: Type.Optional(Password),
  current_password: Type.Optional({
    ...CurrentPassword,
    description: 'The current password. Required to change your own password or email address.',
  }),
  role: Type.Optional(Role),
  is_active: Type.Optional(Type.Boolean()),
  version: Type.Optional(ReadVersion),
  ...unwritable,
})
export const UserReplacement = named(
  'UserReplacement',
  withRule(
    {
      ...changedUser,
      description: 'At least one of `username` and `email` is required.',
      examples: [{ username: 'ann', email: 'ann@example.org' }],
    },
    atLeastOneOf('username', 'email'),
  ),
)
export const UserPatch = named('UserPatch', patchOf(changedUser, { examples: [{ email: 'ann@example.org' }] }))
export type UserPatch = Partial<Static<typeof changedUser>>

export const UserDeletion = named(
  'UserDeletion',
  closed(
    {
      current_password: Type.Optional({
        ...CurrentPassword,
        description: 'The current password. Required to delete your own account.',
      }),
    },
    { examples: [{ current_password: 'correct horse battery' }] },
  ),
)
export type UserDeletion = Static<typeof UserDeletion>

/** The parameters that filter users. */
export const userFilter = {
  q: Type.Optional(
    Type.String({
      maxLength: 254,
      description: 'An id, or the beginning of a username or an email address.',
      examples: ['an'],
    }),
  ),
  role: Type.Optional(Type.Unsafe<Static<typeof Role>>({ ...Role, description: 'Only users with this role.' })),
  is_active: Type.Optional(Type.Boolean({ description: 'Only active users, or only deactivated ones.' })),
}
