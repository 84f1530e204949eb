import { requireAdmin } from '../../../access/rights.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../../platform/http/requests/rate-limit.ts'
import { NoContent, response, responses } from '../../../platform/http/responses/responses.ts'
import { IdParams, ref } from '../../../platform/http/schema.ts'
import { invalidField } from '../../../platform/problem.ts'
import { foldName } from '../../../platform/text/names.ts'
import { AcceptedResult, EmailConfirmation, PasswordResetConfirmation, PasswordResetRequest } from '../schema.ts'
import { confirmEmail, requestEmailConfirmation } from './email-confirmation.ts'
import { linkPages } from './pages.ts'
import { confirmPasswordReset, requestPasswordReset, sendPasswordReset } from './password-reset.ts'

const tags = ['accounts']
const accepted = { accepted: true as const }

/**
 * The endpoints that links in emails use, and requests for such emails; `limit` protects mailboxes from being
 * flooded.
 */
export function mailedLinkRoutes(app: HttpServer, limit: AttemptLimit): void {
  requestPasswordResetRoute(app, limit)
  sendPasswordResetRoute(app)
  confirmPasswordResetRoute(app, limit)
  requestEmailConfirmationRoute(app, limit)
  confirmEmailRoute(app, limit)
  linkPages(app)
}

function requestPasswordResetRoute(app: HttpServer, limit: AttemptLimit): void {
  app.post(
    '/api/password-reset',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'requestPasswordReset',
        summary: 'Request a password reset',
        description: 'Sends an email with a link. The response is the same whether or not the account exists.',
        body: ref(PasswordResetRequest),
        response: responses(
          { 202: response(AcceptedResult, 'The request was accepted. If the account exists, an email was sent.') },
          'body',
        ),
      },
    },
    async (request, reply) => {
      const name = foldName(request.body.username || request.body.email || '')
      if (!name) throw invalidField('/email', '`email` or `username` is required.')
      await limit(request, reply, `reset ${name}`)
      await requestPasswordReset(request.db, name)
      return reply.code(202).send(accepted)
    },
  )
}

function sendPasswordResetRoute(app: HttpServer): void {
  app.post(
    '/api/users/:id/send-password-reset',
    {
      schema: {
        tags: ['users'],
        operationId: 'sendPasswordReset',
        summary: 'Send a password reset to a user',
        description:
          'Sends an email with a link by which the user sets a new password; the old one works until then. Administrators only.',
        params: IdParams,
        response: responses({ 202: response(AcceptedResult, 'The email will be sent.') }, 401, 403, 404, 409),
      },
    },
    async ({ db, viewer, params }, reply) => {
      requireAdmin(viewer)
      await sendPasswordReset(db, viewer, params.id)
      return reply.code(202).send(accepted)
    },
  )
}

function confirmPasswordResetRoute(app: HttpServer, limit: AttemptLimit): void {
  app.post(
    '/api/password-reset/confirm',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'confirmPasswordReset',
        summary: 'Reset a password',
        description:
          'Takes the token from the email, which can be used once within an hour. Ends all sessions of the account.',
        body: ref(PasswordResetConfirmation),
        response: responses({ 204: NoContent }, 'body'),
      },
    },
    async (request, reply) => {
      await limit(request, reply)
      await confirmPasswordReset(request.db, request.body.token, request.body.password)
      return reply.code(204).send()
    },
  )
}

function requestEmailConfirmationRoute(app: HttpServer, limit: AttemptLimit): void {
  app.post(
    '/api/email-confirmation',
    {
      schema: {
        tags,
        operationId: 'requestEmailConfirmation',
        summary: 'Request an email confirmation',
        response: responses({ 202: response(AcceptedResult, 'The email will be sent.') }, 401, 409),
      },
    },
    async (request, reply) => {
      await limit(request, reply, `confirm ${request.viewer.id}`)
      await requestEmailConfirmation(request.db, request.viewer)
      return reply.code(202).send(accepted)
    },
  )
}

function confirmEmailRoute(app: HttpServer, limit: AttemptLimit): void {
  app.post(
    '/api/email-confirmation/confirm',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'confirmEmail',
        summary: 'Confirm an email address',
        body: ref(EmailConfirmation),
        response: responses({ 204: NoContent }, 'body'),
      },
    },
    async (request, reply) => {
      await limit(request, reply)
      await confirmEmail(request.db, request.body.token)
      return reply.code(204).send()
    },
  )
}
