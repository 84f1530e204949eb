import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifySchema, RouteOptions } from 'fastify'
import type { HttpServer } from '../http-server.ts'
import { shareComponents } from './components.ts'
import type { Document, Operation } from './document.ts'
import { showExamples } from './examples.ts'
import { METHOD_NOT_ALLOWED, RESPONSE_HEADERS, requestHeaders, showResponseHeaders } from './headers.ts'
import { linkOperations } from './links.ts'
import { normalizeSchemas } from './schemas.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The response is an endless stream: it has no version and must not be stored. */
    streams?: boolean
  }
}

type ApiDescription = {
  title: string
  version: string
  description: string
  tags: { name: string; description: string }[]
  /** Every `code` that a problem can have: because the request is invalid, or because of the current state. */
  problemCodes: ProblemCodes
}

type ProblemCodes = { ofRequests: readonly string[]; ofState: readonly string[] }

/** Generates the OpenAPI 3.1 document from the routes that are added after this call. */
export async function describeApi(app: HttpServer, about: ApiDescription): Promise<void> {
  const { tags, problemCodes, ...info } = about
  const bodiesOptional = new Set<string>()
  await app.register(swagger, {
    // With the base path `/a` it would also strip the beginning of `/api`.
    stripBasePath: false,
    openapi: {
      openapi: '3.1.0',
      info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: app.publicAddress.pathOf('') || '/' }],
      tags,
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
        headers: RESPONSE_HEADERS,
        responses: { MethodNotAllowed: METHOD_NOT_ALLOWED },
      },
      security: [{ bearer: [] }],
    },
    refResolver: { buildLocalReference: (json, _baseUri, _fragment, index) => String(json.$id ?? `schema-${index}`) },
    transform: ({ schema, url, route }) => {
      if (route.config?.bodyOptional) bodiesOptional.add(schema?.operationId ?? '')
      return { schema: schema && described(schema, route), url }
    },
    transformObject: (made) => {
      // The schemas in it are also used for validation.
      const document = structuredClone('openapiObject' in made ? made.openapiObject : made.swaggerObject)
      completeDocument(document as unknown as Document, problemCodes, bodiesOptional)
      return document
    },
  })
}

/** A route's schema with the additions that follow from its method and its config. */
function described(schema: FastifySchema, { method, config }: RouteOptions): FastifySchema {
  const response = { ...(schema.response as Record<string, object>) }
  // Requests to these routes are not counted.
  if (config?.unlimited) delete response[429]
  if (method === 'GET' && !config?.streams)
    response[304] = { type: 'null', description: 'The cached version in If-None-Match is current.' }
  return {
    ...schema,
    response,
    headers: config?.streams
      ? schema.headers
      : requestHeaders(String(method), '412' in response, config?.creates ?? false),
    ...(schema.security === undefined && { security: config?.public ? [] : [{ bearer: [] }] }),
    ...(method === 'PATCH' && { consumes: ['application/json', 'application/merge-patch+json'] }),
  }
}

function completeDocument(document: Document, problemCodes: ProblemCodes, bodiesOptional: ReadonlySet<string>): void {
  for (const operation of operationsOf(document)) {
    showResponseHeaders(operation)
    if (operation.requestBody && bodiesOptional.has(operation.operationId ?? '')) operation.requestBody.required = false
  }
  nameProblemCodes(document, problemCodes)
  normalizeSchemas(document)
  showExamples(document)
  linkOperations(document)
  shareComponents(document)
}

function operationsOf({ paths }: Document): Operation[] {
  return Object.values(paths).flatMap((operations) => Object.values(operations))
}

function nameProblemCodes({ components }: Document, { ofRequests, ofState }: ProblemCodes): void {
  const code = components.schemas.Problem?.properties?.code
  const codes = [...ofRequests, ...ofState].sort()
  if (code) Object.assign(code, { title: 'ProblemCode', enum: codes, 'x-depends-on-state': [...ofState] })
}

// Loads nothing from other origins. Swagger UI sets a few inline styles; http is not upgraded, because there may be no
// https.
const PAGE_POLICY = {
  'default-src': "'self'",
  'base-uri': "'self'",
  'frame-ancestors': "'self'",
  'img-src': "'self' data:",
  'object-src': "'none'",
  'style-src': "'self' 'unsafe-inline'",
}

/** Serves Swagger UI at `path`, including its assets. */
export async function showApi(app: HttpServer, path: string): Promise<void> {
  await app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true }
    })
    // Its redirects do not include the base path.
    pages.addHook('onSend', (_request, reply, _payload, done) => {
      const location = reply.getHeader('location')
      if (location !== undefined) reply.header('location', app.publicAddress.pathOf(String(location)))
      done()
    })
    await pages.register(swaggerUi, {
      routePrefix: path,
      indexPrefix: app.publicAddress.basePath,
      staticCSP: PAGE_POLICY,
      theme: { title: 'Docket' },
      // The base layout has no bar for opening other APIs.
      uiConfig: { layout: 'BaseLayout', deepLinking: true, persistAuthorization: true, tryItOutEnabled: true },
    })
  })
}
