import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { MailKind } from '../../mail/kinds.ts'
import type { UnsubscribeTokens } from '../../mail/unsubscribe-tokens.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { sendPage } from '../../platform/http/responses/page.ts'
import { responses } from '../../platform/http/responses/responses.ts'
import { closed, named, ref } from '../../platform/http/schema.ts'
import { fieldProblem } from '../../platform/problem.ts'
import { unsubscribe } from './service.ts'

const UnsubscribeResult = named('UnsubscribeResult', closed({ unsubscribed: Type.Boolean() }))

const html = { 'text/html': { schema: Type.String({ examples: ['<!doctype html>…'] }) } }
const Page = { description: 'The page.', content: html } as unknown as TSchema
const Unsubscribed = {
  description: 'The user is unsubscribed. Clients that accept text/html get a page.',
  content: { 'application/json': { schema: ref(UnsubscribeResult) }, ...html },
} as unknown as typeof UnsubscribeResult

const UnsubscribeQuery = closed({
  token: Type.String({ minLength: 1, maxLength: 100, description: 'The token from the email.' }),
})

const DESCRIPTIONS: Record<MailKind, string> = {
  assigned: 'mail about tasks that are assigned to you',
  reminder: 'reminders',
  digest: 'the daily digest of overdue tasks',
  completed: 'mail about your tasks that others complete',
}

const SMALL = 1024

/**
 * Unsubscribes from a kind of email with the link in it, without logging in. A mail program posts to the link when its
 * user unsubscribes (RFC 8058); a browser shows a button first, because mail filters open links too.
 */
export function unsubscribeRoutes(app: HttpServer, tokens: UnsubscribeTokens): void {
  app.addSchema(UnsubscribeResult)
  showUnsubscribePageRoute(app, tokens)
  // Its parser for the bodies of forms applies to this route alone.
  app.register(async (scope) => unsubscribeRoute(scope, tokens))
}

function showUnsubscribePageRoute(app: HttpServer, tokens: UnsubscribeTokens): void {
  app.get(
    '/api/unsubscribe',
    {
      config: { public: true },
      schema: {
        tags: ['profile'],
        operationId: 'showUnsubscribePage',
        summary: 'Show the unsubscribe page',
        description: 'The page that the link in an email leads to, with a button that unsubscribes.',
        querystring: UnsubscribeQuery,
        response: responses({ 200: Page }),
      },
    },
    (request, reply) =>
      sendPage(reply, {
        title: 'Unsubscribe?',
        body: `<p>You will no longer receive ${DESCRIPTIONS[verified(tokens, request).kind]}.</p>\n<form method="post"><button>Unsubscribe</button></form>`,
      }),
  )
}

function unsubscribeRoute(scope: HttpServer, tokens: UnsubscribeTokens): void {
  // The body that RFC 8058 prescribes adds nothing to the address.
  const forms = ['application/x-www-form-urlencoded', 'multipart/form-data']
  scope.addContentTypeParser(forms, { parseAs: 'buffer', bodyLimit: SMALL }, (_request, _body, done) => done(null))
  scope.post(
    '/api/unsubscribe',
    {
      config: { public: true },
      schema: {
        tags: ['profile'],
        operationId: 'unsubscribe',
        summary: 'Unsubscribe from emails',
        description:
          'Ends one kind of email with the token in it, as one-click unsubscribe (RFC 8058). It can be re-enabled in the profile.',
        querystring: UnsubscribeQuery,
        response: responses({ 200: Unsubscribed }),
      },
    },
    async (request, reply) => {
      const found = verified(tokens, request)
      await unsubscribe(request.db, found)
      return wantsPage(request) ? sendDone(reply, found.kind) : { unsubscribed: true as const }
    },
  )
}

function verified(tokens: UnsubscribeTokens, { query }: FastifyRequest) {
  const found = tokens.verify((query as { token: string }).token)
  if (!found) throw fieldProblem('invalid', 'unsubscribe.token_invalid', '/token', 'This link is invalid.')
  return found
}

const wantsPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false

const sendDone = (reply: FastifyReply, kind: MailKind): FastifyReply =>
  sendPage(reply, {
    title: 'Done',
    body: `<p>You will no longer receive ${DESCRIPTIONS[kind]}. You can enable it again in your profile.</p>`,
  })
