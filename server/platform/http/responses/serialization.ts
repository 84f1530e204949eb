import fastJson from 'fast-json-stringify'
import type { HttpServer } from '../http-server.ts'
import { ref } from '../schema.ts'
import { ProblemBody } from './problems.ts'

type Serializer = (body: unknown) => string

/**
 * Compiles each response schema once, when it is first used, for all routes that have it. Every route has a dozen
 * failures with equal schemas: compiling each of them separately took most of the start-up time.
 */
export function shareSerializers(app: HttpServer): void {
  const compiled = new Map<string, Serializer>([[JSON.stringify(ref(ProblemBody)), JSON.stringify]])
  app.setSerializerCompiler(({ schema }) => {
    const { description: _, ...shape } = schema as { description?: string }
    const key = JSON.stringify(shape)
    const known = compiled.get(key)
    if (known) return known
    const serializer = compiledOnFirstUse(() => fastJson(shape as fastJson.Schema, { schema: schemasOf(app) }))
    compiled.set(key, serializer)
    return serializer
  })
}

function compiledOnFirstUse(compile: () => Serializer): Serializer {
  let serialize: Serializer | undefined
  return (body) => {
    serialize ??= compile()
    return serialize(body)
  }
}

const schemasOf = (app: HttpServer) => app.getSchemas() as Record<string, fastJson.Schema>
