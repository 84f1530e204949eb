import type { Document, Link, Operation, Schema } from './document.ts'

/**
 * Adds links to each response that returns a new resource: to the operations whose path ends in its id, and to those on
 * paths below that take no other id.
 */
export function linkOperations(document: Document): void {
  const homes = homesOf(document)
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    const created = operation.responses[201]
    const name = created && schemaNameOf(operation, 201)
    const home = name && homes.get(name)
    if (!home) continue
    const parameters = parametersOf(home, document.components.schemas[name] ?? {})
    created.links = Object.fromEntries(
      operationsWithin(document, home).map((id): [string, Link] => [id, { operationId: id, parameters }]),
    )
  }
}

/** The path of each resource by its id: `/api/users/{id}` for User. */
function homesOf({ paths }: Document): Map<string, string> {
  const homes = new Map<string, string>()
  for (const [path, operations] of Object.entries(paths)) {
    if (!path.endsWith('}')) continue
    for (const operation of Object.values(operations)) {
      const name = schemaNameOf(operation, 200)
      if (name) homes.set(name, path)
    }
  }
  return homes
}

function schemaNameOf({ responses }: Operation, status: 200 | 201): string | undefined {
  return responses[status]?.content?.['application/json']?.schema.$ref?.split('/').at(-1)
}

/** The last id of the path is that of the new resource; those before it belong to its parents. */
function parametersOf(home: string, { properties = {} }: Schema): Record<string, string> {
  const names = namesIn(home)
  const own = names.pop() ?? ''
  const field = 'id' in properties ? 'id' : own.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return {
    ...Object.fromEntries(names.map((name) => [name, `$request.path.${name}`])),
    [own]: `$response.body#/${field}`,
  }
}

function operationsWithin({ paths }: Document, home: string): string[] {
  const count = namesIn(home).length
  return Object.entries(paths)
    .filter(([path]) => (path === home || path.startsWith(`${home}/`)) && namesIn(path).length === count)
    .flatMap(([, operations]) => Object.values(operations).flatMap(({ operationId }) => operationId ?? []))
}

const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
