import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import findMyWay from 'find-my-way'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The parameters of its path that are ids. */
    ids?: string[]
  }
}

/** The methods of a path, sorted and separated by commas; undefined if the path does not exist. */
export type MethodsOf = (path: string) => string | undefined

/**
 * Responds with 405 and `Allow` if the path exists but the method does not, with 404 to unknown paths, and to OPTIONS
 * with the methods. Ids in paths are decimal integers: a path with any other form of a number does not exist.
 */
export function refuseUnknownRoutes(app: HttpServer): MethodsOf {
  const methodsOf = collectMethods(app)
  const refuse = (request: FastifyRequest, reply: FastifyReply) => {
    const path = pathOf(request)
    const methods = methodsOf(path)
    if (!methods || methods.split(', ').includes(request.method)) {
      return new Problem('not_found', 'route.not_found', `${path} does not exist.`)
    }
    reply.header('allow', methods)
    const detail = `${path} does not support ${request.method}. Use ${methods}.`
    return new Problem('not_allowed', 'route.method_not_allowed', detail)
  }
  // Before Fastify parses the body, which could fail first.
  app.addHook('preParsing', (request, reply, payload, done) => {
    const isUnknown = request.is404 || !hasDecimalIds(request)
    done(isUnknown ? refuse(request, reply) : null, payload)
  })
  app.setNotFoundHandler((request, reply) => {
    throw refuse(request, reply)
  })
  // A preflight has these headers, and CORS responds to it.
  app.addHook('onRequest', (request, reply, done) => {
    const { origin, 'access-control-request-method': requestedMethod } = request.headers
    if (request.method !== 'OPTIONS' || (origin && requestedMethod)) return done()
    const methods = methodsOf(pathOf(request)) ?? (request.url === '*' ? '' : undefined)
    if (methods === undefined) return done(refuse(request, reply))
    reply.code(204).header('allow', methods).send()
  })
  return methodsOf
}

function collectMethods(app: HttpServer): MethodsOf {
  const paths = findMyWay({ ignoreTrailingSlash: true })
  const methodsOf = new Map<string, Set<string>>()
  app.addHook('onRoute', (route) => {
    const { url, method, schema } = route
    // Preflights are answered on all paths, which does not make these paths exist.
    if (url === '*') return
    const methods = methodsOf.get(url) ?? new Set()
    if (methods.size === 0) paths.on('GET', url, () => {}, methods)
    for (const one of [method].flat() as HTTPMethods[]) methods.add(one)
    methodsOf.set(url, methods)
    const { properties = {} } = (schema?.params ?? {}) as { properties?: Record<string, { type?: string }> }
    const ids = Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
    if (ids.length > 0) route.config = { ...route.config, ids }
  })
  return (path) => {
    const methods = paths.find('GET', path)?.store as Set<string> | undefined
    return methods && [...methods].sort().join(', ')
  }
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '/'

function hasDecimalIds({ routeOptions, params }: FastifyRequest): boolean {
  const { ids } = routeOptions.config
  return !ids || ids.every((name) => /^[1-9]\d*$/.test((params as Record<string, string>)[name] ?? ''))
}
