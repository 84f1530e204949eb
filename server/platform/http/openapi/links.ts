import type { Document, Link, Operation, Schema } from './document.ts'

/**
 * Adds links to each response that returns a new resource: to the operations whose path ends in its id, and to those on
 * paths below that take no other id.
 */
export function linkOperations(document: Document): void {
  const resourcePaths = resourcePathsOf(document)
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    const created = operation.responses[201]
    const name = created && schemaNameOf(operation, 201)
    const path = name && resourcePaths.get(name)
    if (!path) continue
    const parameters = parametersOf(path, document.components.schemas[name] ?? {})
    created.links = Object.fromEntries(
      operationsWithin(document, path).map((id): [string, Link] => [id, { operationId: id, parameters }]),
    )
  }
}

/** The path of each resource by its id: `/api/users/{id}` for User. */
function resourcePathsOf({ paths }: Document): Map<string, string> {
  const resourcePaths = new Map<string, string>()
  for (const [path, operations] of Object.entries(paths)) {
    if (!path.endsWith('}')) continue
    for (const operation of Object.values(operations)) {
      const name = schemaNameOf(operation, 200)
      if (name) resourcePaths.set(name, path)
    }
  }
  return resourcePaths
}

function schemaNameOf({ responses }: Operation, status: 200 | 201): string | undefined {
  return responses[status]?.content?.['application/json']?.schema.$ref?.split('/').at(-1)
}

/** The last id of the path is that of the new resource; those before it belong to its parents. */
function parametersOf(path: string, { properties = {} }: Schema): Record<string, string> {
  const names = namesIn(path)
  const own = names.pop() ?? ''
  const field = 'id' in properties ? 'id' : own.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return {
    ...Object.fromEntries(names.map((name) => [name, `$request.path.${name}`])),
    [own]: `$response.body#/${field}`,
  }
}

function operationsWithin({ paths }: Document, path: string): string[] {
  const count = namesIn(path).length
  return Object.entries(paths)
    .filter(([other]) => (other === path || other.startsWith(`${path}/`)) && namesIn(other).length === count)
    .flatMap(([, operations]) => Object.values(operations).flatMap(({ operationId }) => operationId ?? []))
}

const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
