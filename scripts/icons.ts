import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type Shape = [tag: string, attributes: Record<string, string>]

const web = fileURLToPath(new URL('../web', import.meta.url))
const HEAD = `// Written by \`npm run generate\` from the icons that are imported from here. Tabler Icons, © Paweł Kuna, MIT licence:
// the package has 19,000 files, which building the web app does not need.
import { icon } from './icon.tsx'

export type { Icon } from './icon.tsx'
`

/** The text of web/src/ui/icons.ts: the icons that the web app imports from it, in alphabetical order. */
export async function renderIcons(): Promise<string> {
  const icons = await Promise.all(importedIcons().map(renderIcon))
  return `${HEAD}\n${icons.join('\n')}\n`
}

function importedIcons(): string[] {
  const files = globSync('src/**/*.{ts,tsx}', { cwd: web }).map((file) => readFileSync(`${web}/${file}`, 'utf8'))
  const imports = files.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '[./]*(?:ui)?\/icons\.ts'/g)])
  const names = imports.flatMap(([, list = '']) => list.match(/\bIcon[A-Z]\w*/g) ?? [])
  return [...new Set(names)].sort()
}

async function renderIcon(name: string): Promise<string> {
  const { __iconNode: shapes } = await import(`${web}/node_modules/@tabler/icons-react/dist/esm/icons/${name}.mjs`)
  const style = name.endsWith('Filled') ? 'filled' : 'outline'
  const paths = (shapes as Shape[]).map(([tag, { d }]) => {
    if (tag !== 'path' || d === undefined) throw new Error(`${name} has a <${tag}>, which icon.tsx does not draw.`)
    return `'${d}'`
  })
  return `export const ${name} = /* @__PURE__ */ icon('${style}', [${paths.join(', ')}])`
}
