import type { HTTPMethods } from 'fastify'
import findMyWay from 'find-my-way'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

/** Answers 405 with `Allow` where the path exists and the method does not, and 404 elsewhere. */
export function refuseUnknownRoutes(app: HttpServer): void {
  const paths = findMyWay({ ignoreTrailingSlash: true })
  const methodsOf = new Map<string, Set<string>>()

  app.addHook('onRoute', ({ url, method }) => {
    // Preflights are answered anywhere: that does not make every path one that exists.
    if (url === '*') return
    const methods = methodsOf.get(url) ?? new Set()
    if (methods.size === 0) paths.on('GET', url, () => {}, methods)
    for (const one of [method].flat() as HTTPMethods[]) methods.add(one)
    methodsOf.set(url, methods)
  })

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const methods = paths.find('GET', path)?.store as Set<string> | undefined
    if (!methods) throw new Problem('not_found', 'route.not_found', `${path} does not exist.`)
    const allowed = [...methods].sort().join(', ')
    reply.header('allow', allowed)
    throw new Problem(
      'not_allowed',
      'route.method_not_allowed',
      `${path} does not support ${request.method}. Use ${allowed}.`,
    )
  })
}
