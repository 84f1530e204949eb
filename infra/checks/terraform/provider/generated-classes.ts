import type { Attribute, Block, Nested, Type } from './schema.ts'

const TYPES: Record<string, Type> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  stringList: ['list', 'string'],
  numberList: ['list', 'number'],
  stringMap: ['map', 'string'],
  numberMap: ['map', 'number'],
  booleanMap: ['map', 'bool'],
  stringListMap: ['map', ['list', 'string']],
  stringListList: ['list', ['list', 'string']],
}

const GETTERS: Record<string, Type> = {
  getStringAttribute: 'string',
  getNumberAttribute: 'number',
  getBooleanAttribute: 'bool',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
}

/** A resource, data source or provider: its JavaScript, and the declarations, which alone say what is required. */
export type Generated = { source: string; declarations: string }

/** The generated classes do not say which optional arguments the provider completes: at the top level all may be. */
const OPTIONAL = { top: 'oc', nested: 'o' }

export function blockOf(generated: Generated): Block {
  const main = /class (\w+) extends cdktf\.Terraform(?:Resource|DataSource|Provider) /.exec(generated.source)?.[1]
  if (!main) throw new Error('This file has no class of a resource, data source or provider.')
  const body = bodyAfter(generated.source, `class ${main} extends `)
  const required = requiredIn(generated, `${main}Config`)
  return readBlock(generated, { body, required, mapping: bodyAfter(body, 'synthesizeHclAttributes()'), level: 'top' })
}

function namedBlock(generated: Generated, name: string): Block {
  const lower = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
  const body = bodyAfter(generated.source, `class ${name}OutputReference extends `)
  const mapping = bodyAfter(generated.source, `function ${lower}ToHclTerraform(`)
  return readBlock(generated, { body, mapping, required: requiredIn(generated, name), level: 'nested' })
}

type Part = { body: string; mapping: string; required: Set<string>; level: keyof typeof OPTIONAL }

/** `mapping` writes each argument with its type; `body` reads what the provider sets. */
function readBlock(generated: Generated, { body, mapping, required, level }: Part): Block {
  const block: Block = { attributes: {}, blocks: {} }
  for (const [, name = '', value = '', isBlock, type = '', storage = ''] of mapping.matchAll(
    /(\w+): \{\s+value: ([\s\S]*?),\s+isBlock: (true|false),\s+type: "(\w+)",\s+storageClassType: "(\w+)",?\s+\}/g,
  )) {
    const isRequired = required.has(name)
    if (isBlock === 'true') {
      block.blocks[name] = nestedBlock(generated, { type, storage, isMany: value.includes('MapperHcl'), isRequired })
    } else {
      const flags = name.endsWith('_wo') ? 'ow' : isRequired ? 'r' : OPTIONAL[level]
      block.attributes[name] = [typeOfArgument(type, storage), flags]
    }
  }
  return { ...block, attributes: { ...computedAttributes(generated, body, block), ...block.attributes } }
}

function requiredIn({ declarations }: Generated, name: string): Set<string> {
  const members = bodyAfter(declarations, `export interface ${name} `).matchAll(/readonly (\w+):/g)
  return new Set(
    [...members].map(([, member = '']) => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  )
}

function typeOfArgument(type: string, storage: string): Type {
  const found = TYPES[storage]
  if (!found) throw new Error(`The type ${storage} is not known.`)
  return type === 'set' && Array.isArray(found) ? ['set', found[1]] : found
}

type Found = { type: string; storage: string; isMany: boolean; isRequired: boolean }

function nestedBlock(generated: Generated, { type, storage, isMany, isRequired }: Found): Nested {
  const block = namedBlock(generated, storage.replace(/(List|Map)$/, ''))
  if (type === 'struct') return { nesting: 'single', block }
  return { nesting: type as Nested['nesting'], ...(isRequired && { min: 1 }), ...(!isMany && { max: 1 }), block }
}

/** What the provider alone sets. It has no mapping: its type shows in the getter, or in the class that reads it. */
function computedAttributes(generated: Generated, body: string, known: Block): Record<string, Attribute> {
  const computed: Record<string, Attribute> = {}
  for (const [, name = '', getter, className = '', isSet] of body.matchAll(
    /\/\/ (\w+) - computed: true, optional: false, required: false\s+(?:get \w+\(\) \{\s+return ([^;]+);|this\._\w+ = new ([\w.]+)\(this, "\w+"(?:, (\w+))?\);)/g,
  )) {
    if (name in known.blocks || name in known.attributes) continue
    const type = getter === undefined ? typeOfClass(generated, className, isSet === 'true') : typeOfGetter(getter)
    computed[name] = [type, 'c']
  }
  return computed
}

function typeOfGetter(getter: string): Type {
  const type = GETTERS[/\b(get\w+Attribute)\b/.exec(getter)?.[1] ?? ''] ?? 'string'
  return getter.includes('Fn.tolist') && Array.isArray(type) ? ['set', type[1]] : type
}

function typeOfClass(generated: Generated, className: string, isSet: boolean): Type {
  if (className === 'cdktf.StringMap') return ['map', 'string']
  if (className === 'cdktf.BooleanMap') return ['map', 'bool']
  if (className === 'cdktf.NumberMap') return ['map', 'number']
  if (className.startsWith('cdktf.')) return ['list', ['map', 'string']]
  return [isSet ? 'set' : 'list', objectOf(namedBlock(generated, className.replace(/(List|OutputReference|Map)$/, '')))]
}

function objectOf({ attributes, blocks }: Block): Type {
  const simple = Object.entries(attributes).map(([name, [type]]) => [name, type])
  const nested = Object.entries(blocks).map(([name, { nesting, block }]) => [name, [nesting, objectOf(block)]])
  return ['object', Object.fromEntries([...simple, ...nested])]
}

/** From the first brace after `text` to the one that closes it; nothing when `text` is not there. */
function bodyAfter(source: string, text: string): string {
  const start = source.indexOf(text)
  if (start < 0) return ''
  const first = source.indexOf('{', start + text.length)
  let depth = 0
  for (let at = first; at < source.length; at++) {
    if (source[at] === '{') depth++
    else if (source[at] === '}' && --depth === 0) return source.slice(first, at + 1)
  }
  return ''
}
