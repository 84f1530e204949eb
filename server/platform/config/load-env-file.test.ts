import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { loadEnvFile } from './load-env-file.ts'

describe('loadEnvFile', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docket-env-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  test('adds the file to the environment, which takes precedence', () => {
    writeFileSync(join(folder, '.env'), '# ours\nPORT=9000\nHOST="0.0.0.0"\n')
    const { env, mistakes, inFile } = loadEnvFile({ PORT: '1', HOME: '/' }, folder)
    assert.deepEqual([...inFile], ['HOST'])
    assert.deepEqual({ ...env }, { PORT: '1', HOST: '0.0.0.0', HOME: '/' })
    assert.deepEqual(mistakes, [])
  })

  test('changes nothing without a file', () => {
    assert.deepEqual(loadEnvFile({ PORT: '1' }, folder), {
      env: { PORT: '1' },
      mistakes: [],
      inFile: new Set(),
    })
  })

  test('reports unknown names with their line and the setting that was probably meant', () => {
    const lines = ['# SMTP_URI=no', 'PORT=9000', 'export SMTP_URI=smtp://mail', '', 'DOCKET_HOTS=::', 'COLOUR=red']
    writeFileSync(join(folder, '.env'), lines.join('\n'))
    const path = join(folder, '.env')
    assert.deepEqual(loadEnvFile({}, folder).mistakes, [
      `${path}:3: SMTP_URI is not a setting of Docket: expected SMTP_URL`,
      `${path}:5: DOCKET_HOTS is not a setting of Docket: expected HOST`,
      `${path}:6: COLOUR is not a setting of Docket`,
    ])
  })

  test('reports lines without a value, except comments and lines inside quoted text', () => {
    const lines = ['PORT 9000', '# PORT', '', 'HOST="one', 'two three"', '  export LOG_LEVEL', "JWT_SECRET_KEY='#'"]
    writeFileSync(join(folder, '.env'), lines.join('\n'))
    const path = join(folder, '.env')
    assert.deepEqual(loadEnvFile({}, folder).mistakes, [
      `${path}:1: This is not of the form NAME=VALUE.`,
      `${path}:6: This is not of the form NAME=VALUE.`,
    ])
  })

  test('ignores the same names in the environment', () => {
    assert.deepEqual(loadEnvFile({ SMTP_URI: 'smtp://mail' }, folder).mistakes, [])
  })

  test('accepts variables of Node, npm, PostgreSQL, AWS and OpenTelemetry in the file', () => {
    const others = [
      'AWS_REGION',
      'NODE_OPTIONS',
      'NODE_EXTRA_CA_CERTS',
      'npm_config_cache',
      'PGSSLMODE',
      'OTEL_SDK_DISABLED',
    ]
    const more = [
      'TZ',
      'LANG',
      'LC_ALL',
      'https_proxy',
      'NO_PROXY',
      'COMPOSE_PROJECT_NAME',
      'POSTGRES_PASSWORD',
      'NO_COLOR',
    ]
    writeFileSync(join(folder, '.env'), [...others, ...more].map((name) => `${name}=1`).join('\n'))
    assert.deepEqual(loadEnvFile({}, folder).mistakes, [])
  })

  test('names a file that cannot be read', () => {
    mkdirSync(join(folder, '.env'))
    assert.throws(() => loadEnvFile({}, folder), { name: 'ConfigError', message: /\.env cannot be read \(EISDIR\)/ })
  })
})
