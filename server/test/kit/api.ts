import { after, before } from 'node:test'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { buildApi } from '../../app/build-api.ts'
import { openResources, type Resources } from '../../app/resources.ts'
import { readConfig } from '../../platform/config/read-config.ts'
import { migrateUp } from '../../platform/database/migrations/migrator.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { migrations } from '../../tables/migrations/index.ts'
import { requireDocumented } from './contract/documented.ts'
import type { TestDatabase } from './each-database.ts'
import { WITHOUT_LIMITS } from './http/without-limits.ts'

/** The API as production builds it, over a fresh database, with what tests need to use it. */
export type Api = Resources & {
  server: HttpServer
  /** Sends a request; every response is checked against the OpenAPI document. */
  send(method: Method, url: string, options?: SendOptions): Promise<ApiResponse>
  /** The types of the events that were recorded since the last call, oldest first. */
  newEvents(): Promise<string[]>
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
export type SendOptions = { token?: string | undefined; body?: unknown; headers?: Record<string, string> }

// biome-ignore lint/suspicious/noExplicitAny: tests read bodies freely; their shape is checked against OpenAPI
export type ApiResponse = { status: number; headers: LightMyRequestResponse['headers']; body: any; text: string }

/** Starts the API before the tests of the enclosing describe, and stops it after them. */
export const apiOn = (database: TestDatabase, environment: Record<string, string> = {}): Api =>
  apisOn(database, { api: environment }).api

/** Several APIs on one database, each with its own settings. */
export function apisOn<Name extends string>(
  database: TestDatabase,
  environments: Record<Name, Record<string, string>>,
): Record<Name, Api> {
  const names = Object.keys(environments) as Name[]
  const apis = Object.fromEntries(names.map((name) => [name, {}])) as Record<Name, Api>
  before(async () => {
    const url = await database.migratedUrl()
    for (const name of names) Object.assign(apis[name], await startApi(url, environments[name]))
  })
  after(async () => {
    for (const name of names) {
      await apis[name].server.close()
      await apis[name].close()
    }
  })
  return apis
}

export async function startApi(url: string, environment: Record<string, string> = {}): Promise<Api> {
  const config = readConfig({
    NODE_ENV: 'test',
    DATABASE_URL: url,
    JWT_SECRET_KEY: 'a secret that only the tests know, 32 bytes and more',
    LOG_LEVEL: 'silent',
    WEB_APP: 'off',
    ...WITHOUT_LIMITS,
    ...environment,
  })
  const resources = await openResources(config)
  await migrateUp(resources.db, migrations)
  const server = await buildApi(resources)
  return { ...resources, server, send: (...request) => send(server, ...request), newEvents: eventReader(resources) }
}

async function send(
  server: HttpServer,
  method: Method,
  url: string,
  { token, body, headers }: SendOptions = {},
): Promise<ApiResponse> {
  const request: InjectOptions = {
    method,
    url,
    headers: {
      host: 'localhost',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { payload: isText(body) ? body : JSON.stringify(body) }),
  }
  const { statusCode: status, headers: received, payload: text } = await responseTo(server, request)
  const isJson = /json/.test(String(received['content-type']))
  const response = { status, headers: received, text, body: isJson && text ? JSON.parse(text) : undefined }
  requireDocumented(server, method, url, response)
  return response
}

/** The response to a request; for an endless one, its beginning. */
async function responseTo(server: HttpServer, request: InjectOptions) {
  if (!String(request.url).startsWith('/api/events/stream')) return server.inject(request)
  const response = await server.inject({ ...request, payloadAsStream: true })
  const { statusCode, headers, raw } = response
  let payload = ''
  for await (const part of response.stream().setEncoding('utf8')) {
    payload += part
    if (payload.includes('"type":"hello"') || payload.includes('"type":"reset"')) break
  }
  raw.res.destroy()
  return { statusCode, headers, payload }
}

/** Buffers and strings are sent unchanged, because tests also send bodies that are not JSON. */
const isText = (body: unknown): body is string | Buffer => typeof body === 'string' || Buffer.isBuffer(body)

function eventReader({ db }: Resources): () => Promise<string[]> {
  let last = 0
  return async () => {
    const events = await db.selectFrom('events').select(['id', 'type']).where('id', '>', last).orderBy('id').execute()
    last = events.at(-1)?.id ?? last
    return events.map((event) => event.type)
  }
}
