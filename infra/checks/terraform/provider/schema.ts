import { readFileSync } from 'node:fs'

/** A type as cty writes it: `"string"`, `["list", "string"]`, `["object", { "name": "string" }]`. */
export type Type = string | [string, Type | Record<string, Type>]

/** `r` required, `o` optional, `c` computed, `w` write-only. */
export type Attribute = [type: Type, flags: string]

export type Nested = { nesting: 'single' | 'list' | 'set' | 'map'; min?: number; max?: number; block: Block }

export type Block = { attributes: Record<string, Attribute>; blocks: Record<string, Nested> }

export type ProviderSchema = {
  version: string
  provider: Block
  resource: Record<string, Block>
  data: Record<string, Block>
  ephemeral: Record<string, Block>
}

export const SCHEMA_FILE = new URL('schema.json', import.meta.url)

export const readSchema = (): ProviderSchema => JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))
