import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import { renderOpenApi } from '../../../app/openapi.ts'
import type { Document, Operation, Schema } from '../../../platform/http/openapi/document.ts'
import type { Method } from '../api.ts'
import { DATE_OR_INSTANT, withoutReferences } from './documented.ts'

/** An operation of the OpenAPI document with its title: `POST /api/tasks/{id}/complete`. */
export type Contracted = Operation & { method: Method; path: string; title: string }

/** Every route of the server as `GET /api/tasks/{id}`, except HEAD and the pages of the Swagger UI. */
export const routes = new Set<string>()

/** The generated document, as text and as an object. */
export const contractText = await collectingRoutes(renderOpenApi)
export const contract: Document = JSON.parse(contractText)
export const schemas = contract.components.schemas

export const operations: readonly Contracted[] = Object.entries(contract.paths).flatMap(([path, found]) =>
  Object.entries(found).map(([method, operation]) => {
    const upper = method.toUpperCase() as Method
    return { ...withoutReferences(operation, contract), method: upper, path, title: `${upper} ${path}` }
  }),
)

/** The operation with a title such as `GET /api/tasks/{id}`. */
export function operationAt(title: string): Contracted {
  const found = operations.find((operation) => operation.title === title)
  if (!found) throw new Error(`there is no ${title}`)
  return found
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addFormat('date-or-instant', DATE_OR_INSTANT)
ajv.addSchema({ $id: 'contract', components: contract.components })

/** The validation error of a value against a schema of the document; undefined if there is none. */
export function faultOf(schema: Schema, value: unknown): string | undefined {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"contract#/components'))
  return ajv.validate(absolute, value) ? undefined : ajv.errorsText()
}

/** The schema of the request body of an operation. */
export function bodySchema({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/json']?.schema
}

/** Fastify publishes each new server on a diagnostics channel, before it has routes. */
async function collectingRoutes<R>(build: () => Promise<R>): Promise<R> {
  const collect = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url }) => {
      const path = url.replaceAll(/:(\w+)/g, '{$1}')
      if (url === '*' || url.startsWith('/api/docs')) return
      for (const one of [method].flat()) if (one !== 'HEAD') routes.add(`${one} ${path}`)
    })
  }
  subscribe('fastify.initialization', collect)
  try {
    return await build()
  } finally {
    unsubscribe('fastify.initialization', collect)
  }
}
