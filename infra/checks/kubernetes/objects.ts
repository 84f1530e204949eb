// node objects.ts MODELS RENDERING…: holds rendered objects against the types of Kubernetes and our own rules. Prints a figure, or
// what is wrong.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { mistakesOf, type Rendered } from './rules.ts'
import { typeMistakesOf, unknownFieldsOf } from './types.ts'

const [models = '', ...paths] = process.argv.slice(2)
const renderings = paths.map((path) => ({ name: basename(path, '.yaml'), objects: readObjects(path) }))
const mistakes: string[] = []
for (const { name, objects } of renderings) {
  const found = [
    ...(await Promise.all(objects.map((object) => typeMistakesOf(models, object)))).flat(),
    ...mistakesOf(objects),
  ]
  mistakes.push(...found.map((mistake) => `${name}: ${mistake}`))
}
const all = renderings.flatMap(({ objects }) => objects)
mistakes.push(...unknownFieldsOf(models, all))
const { appVersion } = parse(readFileSync('infra/kubernetes/docket/Chart.yaml', 'utf8'))
const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
if (appVersion !== version)
  mistakes.push(`appVersion of the chart is ${appVersion}: expected ${version}, as in package.json`)

for (const mistake of mistakes) console.error(`failed: ${mistake}`)
const kinds = new Set(all.map(({ kind }) => kind))
console.log(`${kinds.size} kinds, ${all.length} objects in ${renderings.length} renderings valid`)
process.exitCode = mistakes.length > 0 ? 1 : 0

function readObjects(path: string): Rendered[] {
  return parseAllDocuments(readFileSync(path, 'utf8'))
    .map((document) => document.toJS())
    .filter(Boolean)
}
