import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { HttpServer } from './http-server.ts'

export type ApiDescription = {
  title: string
  version: string
  description: string
  tags: { name: string; description: string }[]
}

/** Collects the OpenAPI 3.1 document from the routes that are added after this. */
export async function describeApi(app: HttpServer, about: ApiDescription): Promise<void> {
  const { tags, ...info } = about
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/' }],
      tags,
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ bearer: [] }],
    },
    refResolver: { buildLocalReference: (json, _baseUri, _fragment, index) => String(json.$id ?? `schema-${index}`) },
  })
}

/** Swagger UI at `path`, with its assets served from here. */
export async function showApi(app: HttpServer, path: string): Promise<void> {
  await app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true }
    })
    await pages.register(swaggerUi, {
      routePrefix: path,
      staticCSP: true,
      uiConfig: { deepLinking: true, persistAuthorization: true, tryItOutEnabled: true },
    })
  })
}
