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

  test('the file adds to the environment, which wins', () => {
    writeFileSync(join(folder, '.env'), '# ours\nPORT=9000\nHOST="0.0.0.0"\n')
    assert.deepEqual({ ...loadEnvFile({ PORT: '1', HOME: '/' }, folder) }, { PORT: '1', HOST: '0.0.0.0', HOME: '/' })
  })

  test('no file changes nothing', () => {
    assert.deepEqual(loadEnvFile({ PORT: '1' }, folder), { PORT: '1' })
  })

  test('a file that cannot be read is a mistake that names it', () => {
    mkdirSync(join(folder, '.env'))
    assert.throws(() => loadEnvFile({}, folder), { name: 'ConfigError', message: /\.env cannot be read \(EISDIR\)/ })
  })
})
