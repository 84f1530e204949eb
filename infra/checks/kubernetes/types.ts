import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Rendered } from './rules.ts'

const operators: Record<string, string> = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
}

const moduleOf = ({ apiVersion, kind }: Rendered): string =>
  `${operators[apiVersion.split('/')[0] as string] ?? 'kubernetes-models'}/${apiVersion}/${kind}.js`

/** Wrong types and missing fields, by the schema of the kind. */
export async function typeMistakesOf(models: string, object: Rendered): Promise<string[]> {
  const { kind, metadata } = object
  try {
    const { [kind]: Model } = await import(join(models, moduleOf(object)))
    new Model(object).validate()
    return []
  } catch (error) {
    return [`${kind} ${metadata.name}: ${(error as Error).message}`]
  }
}

/** Fields that Kubernetes does not know, which it would ignore. The schemas allow them; TypeScript refuses them in a literal. */
export function unknownFieldsOf(models: string, objects: Rendered[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'docket-objects-'))
  try {
    symlinkSync(models, join(folder, 'node_modules'))
    const literals = objects.map((object) => {
      const type = `import('./node_modules/${moduleOf(object)}').I${object.kind}`
      return `${JSON.stringify(object)} satisfies ${type},`
    })
    writeFileSync(join(folder, 'objects.ts'), `export default [\n${literals.join('\n')}\n]\n`)
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--types',
      '',
      '--module',
      'nodenext',
      '--pretty',
      'false',
    ]
    const { status, stdout, stderr } = spawnSync('tsc', [...options, 'objects.ts'], { cwd: folder, encoding: 'utf8' })
    return status === 0 ? [] : `${stdout}${stderr}`.trim().split('\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
