import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import { spellingsOf } from './ask.ts'

type Router = { rule: string; service: string; middlewares?: string[] }
type Server = { url: string }
type Dynamic = {
  http: {
    routers: Record<string, Router>
    middlewares?: Record<string, object>
    services: Record<string, { loadBalancer: { servers: Server[]; healthCheck: { path: string } } }>
  }
}

const SHIPPED = new URL('../../../infra/traefik/', import.meta.url)

// Traefik itself is in no registry that the tests can reach.
for (const [file, base] of Object.entries({ 'docket.yaml': '', 'shared-host.yaml': '/docket' })) {
  describe(`The Traefik configuration in ${file}`, () => {
    const {
      routers,
      middlewares = {},
      services,
    } = (parse(readFileSync(new URL(file, SHIPPED), 'utf8')) as Dynamic).http

    test('references only existing services and middlewares, and uses every one of them', () => {
      const used = Object.values(routers)
      for (const { service } of used) ok(services[service], service)
      deepEqual(
        [...new Set(used.flatMap(({ middlewares = [] }) => middlewares))].sort(),
        Object.keys(middlewares).sort(),
      )
      const addresses = Object.values(services).flatMap(({ loadBalancer }) =>
        loadBalancer.servers.map(({ url }) => url),
      )
      deepEqual(addresses, ['http://127.0.0.1:8000', 'http://127.0.0.1:8001'])
    })

    test('exposes the paths of Docket, and no internal ones', () => {
      const { rule = '' } = routers.docket ?? {}
      const [, hidden = ''] = /!PathRegexp\(`(.*)`\)/.exec(rule) ?? []
      // Traefik matches the decoded path with dot segments resolved.
      const isHidden = (path: string) => new RegExp(hidden).test(new URL(decodeURI(path), 'http://host').pathname)
      for (const path of ['/metrics', '/health/ready']) {
        equal(isHidden(base + path), true)
        for (const spelling of spellingsOf(base + path).filter((one) => /^\/[\w/.%]+$/.test(one))) {
          const decoded = decodeURIComponent(spelling).replaceAll(/\/+/g, '/')
          if (new RegExp(`^${base}${path}/?$`).test(decoded)) equal(isHidden(decoded), true, spelling)
        }
      }
      for (const path of ['/health', '/api/health', '/api/tasks', '/ws']) equal(isHidden(base + path), false, path)
      equal(rule.includes(`PathPrefix(\`${base}/\`)`), base !== '')
    })
  })
}
