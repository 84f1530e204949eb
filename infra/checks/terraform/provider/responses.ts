import { randomUUID } from 'node:crypto'
import { decode, encode } from '@msgpack/msgpack'
import { type Block, type Nested, readSchema } from './schema.ts'
import { completeValue, leaveToApply, type ObjectValue, withoutWriteOnly } from './values.ts'

type Encoded = { msgpack: Uint8Array }
type Typed<Field extends string> = { type_name: string } & Record<Field, Encoded>

const schema = readSchema()

/** The response to each call of the protocol: it finds every argument good and sets what is computed. */
export const responses: Record<string, (request: never) => object> = {
  GetMetadata: () => ({}),
  GetSchema: () => ({
    provider: schemaMessage(schema.provider),
    resource_schemas: schemaMessages(schema.resource),
    data_source_schemas: schemaMessages(schema.data),
    ephemeral_resource_schemas: schemaMessages(schema.ephemeral),
  }),
  GetResourceIdentitySchemas: () => ({}),
  PrepareProviderConfig: ({ config }: { config: Encoded }) => ({ prepared_config: config }),
  ValidateResourceTypeConfig: () => ({}),
  ValidateDataSourceConfig: () => ({}),
  ValidateEphemeralResourceConfig: () => ({}),
  Configure: () => ({}),
  UpgradeResourceState: ({ raw_state }: { raw_state: { json: Uint8Array } }) => ({ upgraded_state: raw_state }),
  ReadResource: ({ current_state }: Typed<'current_state'>) => ({ new_state: current_state }),
  PlanResourceChange: plan,
  ApplyResourceChange: apply,
  ReadDataSource: ({ type_name, config }: Typed<'config'>) => ({ state: read(schema.data[type_name], config) }),
  OpenEphemeralResource: ({ type_name, config }: Typed<'config'>) => ({
    result: read(schema.ephemeral[type_name], config),
  }),
  CloseEphemeralResource: () => ({}),
  GetFunctions: () => ({}),
  Stop: () => ({}),
}

function plan({ type_name, prior_state, proposed_new_state }: Typed<'prior_state' | 'proposed_new_state'>): object {
  const block = schema.resource[type_name] as Block
  const proposed = objectIn(proposed_new_state)
  if (!proposed) return { planned_state: proposed_new_state }
  const planned = objectIn(prior_state) ? proposed : leaveToApply(block, proposed)
  // Like the real provider, which leaves the strictest rules of consistency aside.
  return { planned_state: encoded(withoutWriteOnly(block, planned)), legacy_type_system: true }
}

function apply({ type_name, planned_state }: Typed<'planned_state'>): object {
  const planned = objectIn(planned_state)
  if (!planned) return { new_state: planned_state }
  const applied = completeValue(schema.resource[type_name] as Block, planned, {
    resource: type_name,
    seed: randomUUID(),
  })
  return { new_state: encoded(applied), legacy_type_system: true }
}

/** The same for the same question. */
function read(block: Block | undefined, config: Encoded): Encoded {
  if (!block) throw new Error('schema.json lacks what Terraform asks for: run derive-schema.ts.')
  const asked = objectIn(config) ?? {}
  return encoded(completeValue(block, leaveToApply(block, asked), { resource: 'data', seed: JSON.stringify(asked) }))
}

const objectIn = ({ msgpack }: Encoded): ObjectValue | null => decode(msgpack) as ObjectValue | null
const encoded = (value: ObjectValue): Encoded => ({ msgpack: encode(value) })

const schemaMessages = (blocks: Record<string, Block>) =>
  Object.fromEntries(Object.entries(blocks).map(([type, block]) => [type, schemaMessage(block)]))

const schemaMessage = (block: Block): object => ({ version: 0, block: blockMessage(block) })

function blockMessage({ attributes, blocks }: Block): object {
  return {
    attributes: Object.entries(attributes).map(([name, [type, flags]]) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required: flags.includes('r'),
      optional: flags.includes('o'),
      computed: flags.includes('c'),
      write_only: flags.includes('w'),
    })),
    block_types: Object.entries(blocks).map(nestedMessage),
  }
}

const nestedMessage = ([type_name, { nesting, block, min, max }]: [string, Nested]): object => ({
  type_name,
  block: blockMessage(block),
  nesting: nesting.toUpperCase(),
  min_items: min ?? 0,
  max_items: max ?? 0,
})
