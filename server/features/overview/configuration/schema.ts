import { Type } from 'typebox'
import { closed, named, nullable, oneOf, ref } from '../../../platform/http/schema.ts'

export const Setting = named(
  'AdminSetting',
  closed({
    name: Type.String({ examples: ['SMTP_URL'] }),
    section: Type.String({ examples: ['Mail'] }),
    description: Type.String({ examples: ['The mail server.'] }),
    value: nullable(
      Type.String({
        description: 'As it could be given, with secrets masked; null where it is not set.',
        examples: ['smtp://mail:***@mail.example.org:587'],
      }),
    ),
    note: nullable(
      Type.String({ description: 'What applies while it is not set.', examples: ['in ./data/jwt-secret'] }),
    ),
    origin: oneOf('SettingOrigin', ['environment', 'env_file', 'secret_file', 'default', 'made'], {
      description: 'Where the value is from; `made` by Docket at the first start.',
    }),
    given_as: nullable(
      Type.String({
        description: 'The variable that gave it, where that has another name.',
        examples: ['CELERY_BROKER_URL'],
      }),
    ),
  }),
)

export const Configuration = named(
  'AdminConfiguration',
  closed({ settings: Type.Array(ref(Setting), { description: 'Every setting, in the order of the documentation.' }) }),
)
