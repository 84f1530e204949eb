import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Schema } from '../../platform/http/openapi/document.ts'
import { contract, contractText, operations, schemas } from '../kit/contract/contract.ts'

describe('The OpenAPI document for client generators', () => {
  test('is not larger than necessary', () => {
    const perOperation = (text: string) => Math.round(text.length / operations.length)
    ok(perOperation(contractText) < 5_450, `${perOperation(contractText)} characters for each operation`)
    const compact = JSON.stringify(contract)
    ok(perOperation(compact) < 3_650, `${perOperation(compact)} characters for each operation without blanks`)
  })

  test('names every object and every enum', () => {
    const isBare = ({ properties, enum: words }: Schema) => !!properties || (words?.length ?? 0) > 1
    deepEqual(
      everySchema().flatMap(({ schema, where, isComponent }) => (isBare(schema) && !isComponent ? [where] : [])),
      [],
    )
  })

  test('has enum values that are distinct as identifiers, and no boolean that is always true', () => {
    for (const { schema, where } of everySchema()) {
      const identifiers =
        schema.enum?.map((word) =>
          String(word)
            .toLowerCase()
            .replaceAll(/[^a-z0-9]+/g, '_'),
        ) ?? []
      equal(new Set(identifiers).size, identifiers.length, `${where}: ${identifiers}`)
      if ([schema.type].flat().includes('boolean')) equal(schema.enum, undefined, where)
      ok(!schema.enum?.includes(null), `${where} says null by anyOf`)
    }
  })

  test('has a type for every field, including read-only ones', () => {
    const hasType = ({ type, $ref, oneOf, anyOf }: Schema) => type || $ref || oneOf || anyOf
    // Free-form objects are marked by `additionalProperties`.
    for (const { schema, where } of everySchema()) ok(hasType(schema) || where.endsWith('.*'), where)
  })

  test('has no patterns in response schemas', () => {
    const returned = new Set(
      operations.flatMap(({ responses }) => Object.values(responses)).flatMap((response) => componentsIn(response)),
    )
    const asked = new Set(operations.flatMap(({ requestBody }) => (requestBody ? componentsIn(requestBody) : [])))
    for (const { schema, where, component } of everySchema()) {
      if (returned.has(component) && !asked.has(component)) equal(schema.pattern, undefined, where)
    }
  })
})

type Found = { schema: Schema; where: string; component: string; isComponent: boolean }

/** Every schema of the document that is not a reference, with the component that contains it. */
function everySchema(): Found[] {
  const within = (schema: Schema, where: string, component: string, isComponent = false): Found[] => {
    const { properties = {}, items, oneOf = [], anyOf = [], additionalProperties } = schema
    const parts = [
      ...Object.entries(properties),
      ...(items ? [['[]', items] as const] : []),
      ...(typeof additionalProperties === 'object' ? [['*', additionalProperties] as const] : []),
      ...[...oneOf, ...anyOf].map((part, index) => [`${index}`, part] as const),
    ]
    const found = schema.$ref ? [] : [{ schema, where, component, isComponent }]
    return [...found, ...parts.flatMap(([name, part]) => within(part, `${where}.${name}`, component))]
  }
  const parameters = operations.flatMap(({ title, parameters: all = [] }) =>
    all.flatMap(({ name, schema }) => within(schema, `${title} ${name}`, '')),
  )
  return [...Object.entries(schemas).flatMap(([name, schema]) => within(schema, name, name, true)), ...parameters]
}

/** The names of the components that are referenced, directly or indirectly. */
function componentsIn(thing: object, found = new Set<string>()): string[] {
  for (const [, name = ''] of JSON.stringify(thing).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (found.has(name)) continue
    found.add(name)
    componentsIn(schemas[name] ?? {}, found)
  }
  return [...found]
}
