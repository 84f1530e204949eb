import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifySchema, FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import { type FieldError, pointerPart } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'
import { DOCUMENTED_AS } from '../schema.ts'

const COMMON: Options = {
  strict: false,
  discriminator: true,
  allErrors: true,
  removeAdditional: false,
  useDefaults: false,
  // Adds the schema to each error, whose description states what was expected.
  verbose: true,
}

/**
 * Validates bodies without coercion, and parameters with their text coerced to numbers and booleans. Unknown fields are
 * errors; they are never dropped.
 */
export function useStrictValidation(app: HttpServer): void {
  const forBodies = withFormats(new Ajv(COMMON))
  const forParameters = withFormats(new Ajv({ ...COMMON, coerceTypes: true, useDefaults: true }))
  const shared = new Set<string>()
  const compiler: FastifySchemaCompiler<FastifySchema> = ({ schema, httpPart }) => {
    for (const [id, definition] of Object.entries(app.getSchemas())) {
      if (shared.has(id)) continue
      shared.add(id)
      for (const ajv of [forBodies, forParameters]) ajv.addSchema(definition as object, id)
    }
    const ajv = httpPart === 'body' ? forBodies : forParameters
    const validate = compiledOnFirstUse(() => ajv.compile(schema))
    return httpPart === 'querystring' ? joiningLists(schema, validate) : validate
  }
  app.setValidatorCompiler(compiler)
  // A plugin with its own schemas would get Fastify's compiler, which drops unknown fields.
  app.addHook('onRegister', (scope) => void scope.setValidatorCompiler(compiler))
}

type Validator = ReturnType<FastifySchemaCompiler<FastifySchema>>

// Compiling all schemas would slow down the start and use memory, while most processes never use most of them.
function compiledOnFirstUse(compile: () => ValidateFunction): Validator {
  let check: ValidateFunction | undefined
  const validate: Validator = (value: unknown) => {
    check ??= compile()
    const isValid = check(value)
    validate.errors = check.errors as FastifySchemaValidationError[] | null
    return isValid
  }
  return validate
}

// A client whose library does not support `explode: false` sends `a=1&a=2` instead of `a=1,2`.
function joiningLists(schema: FastifySchema, validate: Validator): Validator {
  const { properties = {} } = schema as { properties?: Record<string, { [DOCUMENTED_AS]?: { type?: string } }> }
  const lists = Object.keys(properties).filter((name) => properties[name]?.[DOCUMENTED_AS]?.type === 'array')
  if (lists.length === 0) return validate
  const joining: Validator = (query: Record<string, unknown>) => {
    for (const name of lists) if (Array.isArray(query[name])) query[name] = query[name].join()
    const isValid = validate(query)
    joining.errors = validate.errors
    return isValid
  }
  return joining
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv)
  return ajv
}

/** Validates values outside of requests, such as the lines of a file. Returns the errors of each field. */
export function compileCheck(schema: object): (value: unknown) => FieldError[] {
  const validate = compiledOnFirstUse(() => withFormats(new Ajv(COMMON)).compile(schema))
  return (value) => (validate(value) === true ? [] : fieldErrors(validate.errors ?? [], false))
}

/** The errors of Ajv, as one sentence for each failing field or query parameter. */
export function fieldErrors(found: FastifySchemaValidationError[], isQuery: boolean): FieldError[] {
  const errors = new Map<string, string>()
  for (const error of found as unknown as ErrorObject[]) {
    const pointer = pointerOf(error)
    if (!errors.has(pointer)) errors.set(pointer, sentence(error, isQuery))
  }
  return [...errors].map(([pointer, detail]) => ({ pointer, detail }))
}

function pointerOf({ keyword, instancePath, params }: ErrorObject): string {
  if (keyword === 'required') return `${instancePath}/${pointerPart(params.missingProperty)}`
  if (keyword === 'additionalProperties') return `${instancePath}/${pointerPart(params.additionalProperty)}`
  if (keyword === 'discriminator') return `${instancePath}/${pointerPart(params.tag)}`
  return instancePath
}

function sentence({ keyword, params, message, parentSchema }: ErrorObject, isQuery: boolean): string {
  switch (keyword) {
    case 'required':
      return 'This field is required.'
    case 'additionalProperties':
      return `This ${isQuery ? 'parameter' : 'field'} does not exist.`
    case 'type':
      return `This must be ${listed([params.type].flat().map(articled))}.`
    case 'enum':
      return `This must be one of ${listed(params.allowedValues.map((value: unknown) => JSON.stringify(value)))}.`
    case 'const':
      return `This must be ${JSON.stringify(params.allowedValue)}.`
    case 'minLength':
      return params.limit === 1 ? 'This must not be empty.' : `This must have at least ${params.limit} characters.`
    case 'maxLength':
      return `This must have at most ${params.limit} characters.`
    case 'minimum':
      return `This must be ${params.limit} or more.`
    case 'maximum':
      return `This must be ${params.limit} or less.`
    case 'minItems':
      return `This must have at least ${params.limit} item${params.limit === 1 ? '' : 's'}.`
    case 'maxItems':
      return `This must have at most ${params.limit} item${params.limit === 1 ? '' : 's'}.`
    case 'minProperties':
      return 'At least one field is required.'
    case 'discriminator':
      return `${JSON.stringify(params.tagValue)} is not a known ${params.tag}.`
    case 'format':
      return `This must be ${FORMATS[params.format] ?? `a valid ${params.format}`}.`
    default:
      return (
        RULE.exec(parentSchema?.description ?? '')?.[0] ??
        parentSchema?.description ??
        `This ${message ?? 'is not valid'}.`
      )
  }
}

/** The sentence of a description that states what is valid. */
const RULE = /This must .*?[\w)]\.(?=\s|$)/s

const FORMATS: Record<string, string> = {
  email: 'an email address',
  uri: 'a URL',
  uuid: 'a UUID',
  'date-time': 'a time like 2026-12-01T09:00:00Z',
  date: 'a date like 2026-12-01',
}

const articled = (type: string): string => ARTICLED[type] ?? type

const ARTICLED: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  array: 'an array',
  null: 'null',
}

const listed = (words: string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
