// node infra/checks/terraform/provider/derive-schema.ts FOLDER: writes schema.json again. Run it when infra/terraform uses a resource
// of another type, or a newer provider. FOLDER holds the npm package @cdktf/provider-aws unpacked, whose generated classes name
// every argument of the provider with its type: `npm pack @cdktf/provider-aws@21.22.1`, 37 MB.
// With --check in place of FOLDER it only says which types schema.json lacks.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { blockOf, type Generated } from './generated-classes.ts'
import { type Block, type ProviderSchema, readSchema, SCHEMA_FILE } from './schema.ts'

/** Where the classes of a kind are. An ephemeral resource has the arguments and attributes of its data source. */
const FOLDERS = { resource: '', data: 'data-aws-', ephemeral: 'data-aws-' }
type Kind = keyof typeof FOLDERS
const KINDS = Object.keys(FOLDERS) as Kind[]

const argument = process.argv[2]
if (!argument) throw new Error('Name the folder of the unpacked npm package @cdktf/provider-aws, or --check.')
if (argument === '--check') check()
else write(derive(argument))

function check(): void {
  const schema = readSchema()
  const missing = KINDS.flatMap((kind) => usedTypes(kind).filter((type) => !(type in schema[kind])))
  if (missing.length === 0) return
  console.error(
    `schema.json lacks ${missing.join(', ')}. Run ${process.argv[1]} with the folder of @cdktf/provider-aws.`,
  )
  process.exitCode = 1
}

function derive(folder: string): ProviderSchema {
  const read = (name: string, file: string): string => readFileSync(join(folder, 'lib', name, file), 'utf8')
  const classes = (name: string): Generated => ({
    source: read(name, 'index.js'),
    declarations: read(name, 'index.d.ts'),
  })
  const blocks = (kind: Kind): Record<string, Block> => {
    const name = (type: string) => `${FOLDERS[kind]}${type.slice('aws_'.length).replaceAll('_', '-')}`
    return Object.fromEntries(usedTypes(kind).map((type) => [type, blockOf(classes(name(type)))]))
  }
  const provider = blockOf(classes('provider'))
  // Three hundred addresses that nobody sets.
  delete provider.blocks.endpoints
  return {
    version: /providerVersion: '([\d.]+)'/.exec(read('instance', 'index.js'))?.[1] as string,
    provider,
    ...{ resource: blocks('resource'), data: blocks('data'), ephemeral: blocks('ephemeral') },
  }
}

function usedTypes(kind: Kind): string[] {
  const found = globSync('infra/terraform/**/*.tf').flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(new RegExp(`^${kind} "(aws_\\w+)"`, 'gm')),
  ])
  return [...new Set(found.map(([, type]) => type as string))].sort()
}

/** A line for each type, so that a difference shows which changed. */
function write(schema: ProviderSchema): void {
  const lines = (blocks: Record<string, Block>) =>
    Object.entries(blocks).map(([type, block]) => `\n${JSON.stringify(type)}:${JSON.stringify(block)}`)
  const parts = [
    `"version":${JSON.stringify(schema.version)}`,
    `"provider":${JSON.stringify(schema.provider)}`,
    ...KINDS.map((kind) => `"${kind}":{${lines(schema[kind])}}`),
  ]
  writeFileSync(SCHEMA_FILE, `{${parts.join(',\n')}}\n`)
}
