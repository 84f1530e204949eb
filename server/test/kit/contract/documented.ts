import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import findMyWay from 'find-my-way'
import { canonicalUrl } from '../../../features/aliases/aliases.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import type { Document, Operation } from '../../../platform/http/openapi/document.ts'

/** The format of a task's dates in responses and requests. */
export const DATE_OR_INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/

/** A response, with its body parsed if it is JSON. */
type Received = { status: number; headers: Record<string, unknown>; body: unknown; text: string }

type Checker = {
  operation(method: string, path: string): Operation | undefined
  validate(schema: object, value: unknown): string | undefined
}

const checkers = new WeakMap<HttpServer, Checker>()

/** Throws if a response does not match the OpenAPI document: its status, its type or its body. */
export function requireDocumented(server: HttpServer, method: string, url: string, response: Received): void {
  if (method === 'HEAD' || method === 'OPTIONS' || response.status === 405 || response.status === 304) return
  const checker = checkers.get(server) ?? checkerOf(server)
  checkers.set(server, checker)
  const path = canonicalUrl(server.publicAddress.withoutBase(url)).split('?')[0] ?? '/'
  const operation = checker.operation(method.toLowerCase(), path)
  if (!operation) return
  const said = `${method} ${url} returned ${response.status} ${response.text.slice(0, 300)}`
  const documented = operation.responses[response.status]
  if (!documented) throw new Error(`Undocumented status. ${said}`)
  const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? ''
  const schema = documented.content?.[type]?.schema
  if (!schema && response.text !== '') throw new Error(`Undocumented content type ${type}. ${said}`)
  // The schema of a stream describes its messages.
  const bodies = type === 'text/event-stream' ? messagesIn(response.text) : [response.body ?? response.text]
  for (const body of bodies) {
    const fault = schema && checker.validate(schema, body)
    if (fault) throw new Error(`Undocumented body: ${fault}. ${said}`)
  }
}

const messagesIn = (stream: string): unknown[] =>
  [...stream.matchAll(/^data: ?(.*)$/gm)].map(([, data = '']) => JSON.parse(data))

function checkerOf(server: HttpServer): Checker {
  const document = server.swagger() as unknown as Document
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addFormat('date-or-instant', DATE_OR_INSTANT)
  ajv.addSchema({ $id: 'openapi', components: document.components })
  const routes = findMyWay({ ignoreTrailingSlash: true })
  for (const [path, operations] of Object.entries(document.paths)) {
    routes.on('GET', path.replaceAll(/\{(\w+)\}/g, ':$1'), () => {}, operations)
  }
  const resolved = once((operation: Operation) => withoutReferences(operation, document))
  const compiled = once((schema: object) =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components'))),
  )
  return {
    operation: (method, path) => {
      const operations = routes.find('GET', path)?.store as Record<string, Operation> | undefined
      const found = operations?.[method]
      return found && resolved(found)
    },
    validate: (schema, value) => {
      const check = compiled(schema)
      return check(value) ? undefined : ajv.errorsText(check.errors)
    },
  }
}

/** Compiling a schema takes longer than most requests, so each is compiled once. */
function once<From extends object, To>(make: (from: From) => To): (from: From) => To {
  const made = new Map<From, To>()
  return (from) => {
    const found = made.get(from) ?? make(from)
    made.set(from, found)
    return found
  }
}

/** The operation with all references to components replaced by the parameters and responses themselves. */
export function withoutReferences(operation: Operation, { components }: Document): Operation {
  const { parameters = {}, responses = {} } = components
  const at = <Thing extends object>(thing: Thing, named: Record<string, Thing>): Thing =>
    '$ref' in thing ? (named[String(thing.$ref).split('/').at(-1) ?? ''] ?? thing) : thing
  return {
    ...operation,
    ...(operation.parameters && { parameters: operation.parameters.map((one) => at(one, parameters)) }),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [status, at(response, responses)]),
    ),
  }
}
