import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import { isSetting } from '../../../server/platform/config/nearest-setting.ts'

const root = new URL('../../../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')

type Variable = {
  key?: string
  fromGroup?: string
  fromDatabase?: { name: string; property: string }
  fromService?: { name: string; type: string; property: string }
}
type Service = { type: string; name: string; dockerfilePath?: string; envVars?: Variable[] }
type Blueprint = {
  services: Service[]
  databases: { name: string }[]
  envVarGroups: { name: string; envVars: Variable[] }[]
}

// The fields of https://render.com/docs/blueprint-spec that a service of each type may have here.
const FIELDS: Record<string, string[]> = {
  web: [
    'dockerCommand',
    'dockerfilePath',
    'envVars',
    'healthCheckPath',
    'maxShutdownDelaySeconds',
    'name',
    'plan',
    'preDeployCommand',
    'runtime',
    'type',
  ],
  worker: ['dockerCommand', 'dockerfilePath', 'envVars', 'maxShutdownDelaySeconds', 'name', 'plan', 'runtime', 'type'],
  keyvalue: ['ipAllowList', 'maxmemoryPolicy', 'name', 'plan', 'type'],
}

describe('render.yaml', () => {
  const { services, databases, envVarGroups, ...rest } = parse(read('render.yaml')) as Blueprint

  test('has only fields that Render knows', () => {
    assert.deepEqual(rest, {})
    for (const service of services) {
      const unknown = Object.keys(service).filter((field) => !FIELDS[service.type]?.includes(field))
      assert.deepEqual(unknown, [], service.name)
    }
  })

  test('references only what it creates', () => {
    const names = new Set([...services, ...databases, ...envVarGroups].map(({ name }) => name))
    for (const { fromGroup, fromDatabase, fromService } of services.flatMap(({ envVars = [] }) => envVars)) {
      const name = fromGroup ?? fromDatabase?.name ?? fromService?.name
      assert.ok(name && names.has(name), `${name} is not created`)
    }
    for (const { dockerfilePath } of services) {
      if (dockerfilePath) assert.ok(existsSync(new URL(dockerfilePath, root)), dockerfilePath)
    }
  })

  test('sets only variables that Docket reads', () => {
    const variables = [
      ...services.flatMap(({ envVars = [] }) => envVars),
      ...envVarGroups.flatMap(({ envVars }) => envVars),
    ]
    const unknown = variables.filter(({ key }) => key && !isSetting(key))
    assert.deepEqual(unknown, [])
  })

  test('denies external access to the database and Redis', () => {
    const reachable = [...services.filter(({ type }) => type === 'keyvalue'), ...databases]
    for (const store of reachable) assert.deepEqual((store as { ipAllowList?: unknown[] }).ipAllowList, [])
  })
})

describe('app.json', () => {
  const app = JSON.parse(read('app.json'))

  test('sets only variables that Docket reads, and starts only processes of the Procfile', () => {
    assert.deepEqual(
      Object.keys(app.env).filter((name) => !isSetting(name)),
      [],
    )
    const processes = read('Procfile')
      .split('\n')
      .map((line) => line.split(':')[0])
    for (const name of Object.keys(app.formation)) assert.ok(processes.includes(name), name)
  })
})
