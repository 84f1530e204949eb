import { requireAdmin } from '../../../access/rights.ts'
import type { EffectiveSetting } from '../../../platform/config/describe-config.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../../platform/http/requests/rate-limit.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { Problem } from '../../../platform/problem.ts'
import { Finding } from '../schema.ts'
import { Configuration, Setting } from './schema.ts'

export type ConfigurationOptions = {
  settings: readonly EffectiveSetting[]
  /** Sends a test email to an address; resolves with the response of the mail server, even if it is a refusal. */
  sendTestMail(address: string): Promise<Finding>
  testMails: AttemptLimit
}

const tags = ['service']

/** The settings in effect, and whether email works with them. */
export function configuration(app: HttpServer, options: ConfigurationOptions): void {
  const { settings } = options
  for (const schema of [Setting, Configuration]) app.addSchema(schema)
  const shown = settings.map(({ value = null, note = null, givenAs: given_as = null, ...setting }) => ({
    ...setting,
    value,
    note,
    given_as,
  }))
  app.get(
    '/api/admin/configuration',
    {
      schema: {
        tags,
        operationId: 'readConfiguration',
        summary: 'Get the effective configuration',
        description: 'Every setting with its value and origin, as `docket config` prints them. Administrators only.',
        response: responses({ 200: response(Configuration, 'The settings.') }, 401, 403),
      },
    },
    ({ viewer }) => {
      requireAdmin(viewer)
      return { settings: shown }
    },
  )
  sendTestMailRoute(app, options)
}

function sendTestMailRoute(app: HttpServer, { sendTestMail, testMails }: ConfigurationOptions): void {
  app.post(
    '/api/admin/test-mail',
    {
      schema: {
        tags,
        operationId: 'sendTestMail',
        summary: 'Send a test mail to yourself',
        description:
          'Sends a mail to the address of the current user and returns the response of the mail server, including a refusal. Administrators only.',
        response: responses({ 200: response(Finding, 'The response of the mail server.') }, 401, 403, 409),
      },
    },
    async (request, reply) => {
      const { viewer } = request
      requireAdmin(viewer)
      if (!viewer.email)
        throw new Problem('conflict', 'user.no_email', 'Your account has no email address. Set one first.')
      await testMails(request, reply, `user ${viewer.id}`)
      return sendTestMail(viewer.email)
    },
  )
}
