import { STATUS_CODES } from 'node:http'
import type { Document, Link, Operation, Parameter, Response } from './document.ts'

/** Moves responses and parameters that several operations share to the components, and replaces them by references. */
export function shareComponents(document: Document): void {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  const responses = new Shared<Response>('responses')
  const parameters = new Shared<Parameter>('parameters')
  for (const operation of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (isShareable(status)) responses.count(nameOfStatus(status), response)
    }
    for (const parameter of operation.parameters ?? []) parameters.count(nameOfParameter(parameter), parameter)
  }
  const links = shareLinks(operations)
  for (const operation of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (isShareable(status)) operation.responses[status] = responses.shared(nameOfStatus(status), response)
    }
    shareParameters(operation, parameters)
  }
  Object.assign(document.components, {
    responses: { ...document.components.responses, ...responses.components() },
    parameters: parameters.components(),
    links: links.components(),
  })
}

function shareLinks(operations: Operation[]): Shared<Link> {
  const links = new Shared<Link>('links')
  const linked = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap((response) => (response.links ? [response.links] : [])),
  )
  for (const all of linked) for (const [name, link] of Object.entries(all)) links.count(name, link)
  for (const all of linked) for (const [name, link] of Object.entries(all)) all[name] = links.shared(name, link)
  return links
}

function shareParameters(operation: Operation, parameters: Shared<Parameter>): void {
  if (!operation.parameters) return
  operation.parameters = operation.parameters.map((one) => parameters.shared(nameOfParameter(one), one))
}

/** A success has its own body; responses without a body, and all failures, are the same everywhere. */
const isShareable = (status: string): boolean => status === '204' || status >= '300'

const nameOfStatus = (status: string): string => pascal(STATUS_CODES[status] ?? status)

// Some generators use one namespace for parameters and schemas.
const nameOfParameter = ({ name }: Parameter): string => `${pascal(name)}Parameter`

const pascal = (words: string): string =>
  words.replaceAll(/(?:^|[\s_-]+)(\w)/g, (_match, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '')

/** Counts equal definitions under each name; if several have the same name, the most frequent gets it. */
class Shared<Thing extends object> {
  readonly #kind: string
  readonly #counts = new Map<string, Map<string, number>>()

  constructor(kind: string) {
    this.#kind = kind
  }

  count(name: string, thing: Thing): void {
    const counts = this.#counts.get(name) ?? new Map<string, number>()
    const text = JSON.stringify(thing)
    counts.set(text, (counts.get(text) ?? 0) + 1)
    this.#counts.set(name, counts)
  }

  shared(name: string, thing: Thing): Thing {
    const isShared = this.#mostFrequent(name) === JSON.stringify(thing)
    return isShared ? ({ $ref: `#/components/${this.#kind}/${name}` } as unknown as Thing) : thing
  }

  components(): Record<string, Thing> {
    const named = [...this.#counts.keys()].sort().flatMap((name) => {
      const text = this.#mostFrequent(name)
      return text ? [[name, JSON.parse(text) as Thing] as const] : []
    })
    return Object.fromEntries(named)
  }

  #mostFrequent(name: string): string | undefined {
    const [first] = [...(this.#counts.get(name) ?? [])].sort(([, one], [, other]) => other - one)
    return first && first[1] > 1 ? first[0] : undefined
  }
}
