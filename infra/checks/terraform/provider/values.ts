import { hash } from 'node:crypto'
import { ExtData } from '@msgpack/msgpack'
import type { Block, Nested, Type } from './schema.ts'

export type ObjectValue = Record<string, unknown>

/** How cty writes a value that is known after the apply only. */
const UNKNOWN = new ExtData(0, new Uint8Array([0]))
const isUnknown = (value: unknown): boolean => value instanceof ExtData

/** Marks what the provider sets and nobody has set as unknown. */
export function leaveToApply(block: Block, value: ObjectValue): ObjectValue {
  const result = mapNested(block, value, leaveToApply)
  for (const [name, [, flags]] of Object.entries(block.attributes)) {
    if (flags.includes('c') && result[name] == null) result[name] = UNKNOWN
  }
  return result
}

/** Terraform gives write-only values to the apply and refuses to store them. */
export function withoutWriteOnly(block: Block, value: ObjectValue): ObjectValue {
  const result = mapNested(block, value, withoutWriteOnly)
  for (const [name, [, flags]] of Object.entries(block.attributes)) if (flags.includes('w')) result[name] = null
  return result
}

/** What a value is made from: the resource that it belongs to, and a text that makes it unlike those of others. */
type Origin = { resource: string; seed: string }

/** Gives a value to whatever is unknown, ARNs that look like ARNs among them. */
export function completeValue(block: Block, value: ObjectValue, origin: Origin): ObjectValue {
  const result = mapNested(block, value, (inner, nested) => completeValue(inner, nested, origin))
  for (const [name, [type]] of Object.entries(block.attributes)) {
    if (isUnknown(result[name])) result[name] = invented(type, name, origin)
  }
  return result
}

function mapNested(block: Block, value: ObjectValue, change: (block: Block, value: ObjectValue) => ObjectValue) {
  const result = { ...value }
  for (const [name, nested] of Object.entries(block.blocks)) result[name] = changed(nested, value[name], change)
  return result
}

function changed(nested: Nested, value: unknown, change: (block: Block, value: ObjectValue) => ObjectValue): unknown {
  if (value == null || isUnknown(value)) return value ?? null
  if (Array.isArray(value)) {
    return value.map((each) => (isUnknown(each) ? each : change(nested.block, each as ObjectValue)))
  }
  // Time limits are a block that the provider does not complete.
  return nested.nesting === 'single' ? value : change(nested.block, value as ObjectValue)
}

function invented(type: Type, name: string, origin: Origin): unknown {
  if (type === 'string') return inventedText(name, origin)
  if (typeof type === 'string') return type === 'bool' ? false : 0
  const [kind, of] = type
  if (kind === 'map') return {}
  if (kind === 'object') {
    const members = Object.entries(of as Record<string, Type>)
    return Object.fromEntries(members.map(([member, memberType]) => [member, invented(memberType, member, origin)]))
  }
  // As many as there are zones, where these are names of zones; and one of everything else that is listed.
  return of === 'string' ? ['a', 'b', 'c', 'd'].map((zone) => `${name}-1${zone}`) : [invented(of as Type, name, origin)]
}

function inventedText(name: string, { resource, seed }: Origin): string {
  if (name === 'account_id') return '123456789012'
  if (name === 'partition') return 'aws'
  if (name === 'region') return 'ap-south-1'
  const unique = hash('sha256', `${name} ${seed}`).slice(0, 12)
  return name.endsWith('arn') ? `arn:aws:${resource}:ap-south-1:123456789012:${unique}` : `${name}-${unique}`
}
