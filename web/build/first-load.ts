import { fileURLToPath } from 'node:url'
import type { Plugin, Rolldown } from 'vite'

type Graph = { getModuleInfo(id: string): { importedIds: readonly string[] } | null }

const source = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url))

/** What runs first; what every page needs; and what comes after it: the pages of somebody who is logged in, or of everybody else. */
const EARLY = source('app/early.ts')
const START = source('app/main.tsx')
const INSIDE = source('app/inside.ts')
const OUTSIDE = source('features/accounts/pages.tsx')

/**
 * Puts each of the four in a file, with libraries apart, which change rarely. By itself Rolldown would make sixty of them: one for
 * every set of pages that shares a module.
 */
export const firstLoad: Rolldown.CodeSplittingOptions = {
  groups: [
    { name: (id, graph) => (partOf(id, graph) === 'early' ? 'early' : null), priority: 4 },
    { name: (id, graph) => (isLibrary(id) && partOf(id, graph) === 'app' ? 'libraries' : null), priority: 3 },
    { name: (id, graph) => (partOf(id, graph) === 'app' ? 'app' : null), priority: 2 },
    // A group takes what its modules import, unless one before it has.
    { name: (id, graph) => partOf(id, graph), priority: 1 },
  ],
}

const RUNTIME = /rolldown.runtime/
const isLibrary = (id: string): boolean => id.includes('/node_modules/')

function partOf(id: string, graph: Graph): 'early' | 'app' | 'inside' | 'outside' | undefined {
  if (RUNTIME.test(id) || reachableFrom(EARLY, graph).has(id)) return 'early'
  const [start, inside, outside] = [START, INSIDE, OUTSIDE].map((root) => reachableFrom(root, graph).has(id))
  if (start || (inside && outside)) return 'app'
  if (inside) return 'inside'
  return outside ? 'outside' : undefined
}

const reached = new Map<string, { graph: Graph; ids: Set<string> }>()

/** What a module imports, and what that imports, without what they load later. */
function reachableFrom(root: string, graph: Graph): Set<string> {
  const known = reached.get(root)
  if (known?.graph === graph) return known.ids
  const ids = new Set([root])
  // A set also iterates over what is added meanwhile.
  for (const id of ids) for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) ids.add(imported)
  reached.set(root, { graph, ids })
  return ids
}

/** Names in the page which files come after its first ones, so that its script asks for them at once. */
export function namePreloads(): Plugin {
  return {
    name: 'docket:name-preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
        const filesOf = (root: string) => {
          // What is loaded by a name has a small file of that name, which imports the other.
          const entry =
            chunks.find(({ facadeModuleId }) => facadeModuleId === root) ??
            chunks.find(({ moduleIds }) => moduleIds.includes(root))
          return entry ? withImports(entry, bundle) : []
        }
        const first = filesOf(START)
        const lists = { inside: INSIDE, outside: OUTSIDE, de: source('messages/de.ts') }
        return Object.entries(lists).map(([name, root]) => {
          const files = filesOf(root).filter((file) => !first.includes(file))
          if (files.length === 0) throw new Error(`no file is named for ${name}`)
          return {
            tag: 'meta',
            attrs: { name: `docket:${name}`, content: files.map((file) => `./${file}`).join(' ') },
            injectTo: 'head-prepend',
          }
        })
      },
    },
  }
}

function withImports(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): string[] {
  const chunks = new Set([entry])
  for (const { imports } of chunks) {
    for (const name of imports) {
      const chunk = bundle[name]
      if (chunk?.type === 'chunk') chunks.add(chunk)
    }
  }
  return [...chunks].flatMap(({ fileName, viteMetadata }) => [fileName, ...(viteMetadata?.importedCss ?? [])])
}
