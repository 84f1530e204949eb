import { foldName } from '../../../platform/fold-name.ts'
import { answer, answers, NoContent } from '../../../platform/http/answers/answers.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../../platform/http/requests/rate-limit.ts'
import { ref } from '../../../platform/http/schema.ts'
import { invalidField } from '../../../platform/problem.ts'
import { Accepted, MailedToken, NewPassword, PasswordResetRequest } from '../schema.ts'
import { confirmEmail, requestEmailConfirmation } from './email-confirmation.ts'
import { linkPages } from './pages.ts'
import { confirmPasswordReset, requestPasswordReset } from './password-reset.ts'

const tags = ['accounts']
const accepted = { accepted: true as const }

/** What the links in mails lead to, and asking for such mails; `limit` keeps mailboxes from being filled. */
export function mailedLinkRoutes(app: HttpServer, limit: AttemptLimit): void {
  app.post(
    '/api/password-reset',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'requestPasswordReset',
        summary: 'Ask for a mail to reset a password',
        description: 'The answer is the same whether or not there is such an account.',
        body: ref(PasswordResetRequest),
        response: answers({ 202: answer(Accepted, 'If the account exists, its address gets a link.') }, 'body'),
      },
    },
    async (request, reply) => {
      const name = foldName(request.body.username || request.body.email || '')
      if (!name) throw invalidField('/email', 'Give the email or the username of the account.')
      await limit(request, reply, `reset ${name}`)
      await requestPasswordReset(request.db, name)
      return reply.code(202).send(accepted)
    },
  )

  app.post(
    '/api/password-reset/confirm',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'confirmPasswordReset',
        summary: 'Set a new password with the token from the mail',
        description: 'The token is good once, for an hour. Every session is closed.',
        body: ref(NewPassword),
        response: answers({ 204: NoContent }, 'body'),
      },
    },
    async (request, reply) => {
      await limit(request, reply)
      await confirmPasswordReset(request.db, request.body.token, request.body.password)
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/email-confirmation',
    {
      schema: {
        tags,
        operationId: 'requestEmailConfirmation',
        summary: 'Ask again for the mail that confirms your address',
        response: answers({ 202: answer(Accepted, 'The mail is on its way.') }, 401, 409),
      },
    },
    async (request, reply) => {
      await limit(request, reply, `confirm ${request.viewer.id}`)
      await requestEmailConfirmation(request.db, request.viewer)
      return reply.code(202).send(accepted)
    },
  )

  app.post(
    '/api/email-confirmation/confirm',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'confirmEmail',
        summary: 'Confirm an address with the token from the mail',
        body: ref(MailedToken),
        response: answers({ 204: NoContent }, 'body'),
      },
    },
    async (request, reply) => {
      await limit(request, reply)
      await confirmEmail(request.db, request.body.token)
      return reply.code(204).send()
    },
  )

  linkPages(app)
}
