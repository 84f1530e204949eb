import { equal, throws } from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { copyWhileItChanges } from '../kit/postgres/standby.ts'

describe('A copied cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-copy-'))
  after(() => rmSync(folder, { recursive: true }))
  const [from, to] = [join(folder, 'from'), join(folder, 'to')]

  test('has every file', () => {
    mkdirSync(join(from, 'base'), { recursive: true })
    writeFileSync(join(from, 'base/1'), 'rows')
    copyWhileItChanges(from, to, {})
    equal(readFileSync(join(to, 'base/1'), 'utf8'), 'rows')
  })

  test('fails if a file cannot be written or there is nothing to copy', () => {
    writeFileSync(join(folder, 'file'), '')
    throws(() => copyWhileItChanges(from, join(folder, 'file'), {}), /could not be copied .*\n?.*cp: /s)
    throws(() => copyWhileItChanges(join(folder, 'none'), to, {}), /could not be copied .*No such file or directory/s)
  })
})
