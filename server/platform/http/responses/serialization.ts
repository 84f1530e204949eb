import fastJson from 'fast-json-stringify'
import type { HttpServer } from '../http-server.ts'
import { ref } from '../schema.ts'
import { ProblemBody } from './problems.ts'

type Serializer = (body: unknown) => string

/**
 * Compiles each response shape once, when it is first needed, however many routes answer with it. Every route can fail
 * in a dozen ways that look alike: compiling each of them anew took most of the start-up.
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
