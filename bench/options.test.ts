import { deepEqual, equal, throws } from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readOptions } from './options.ts'
import { WORKLOADS } from './workloads/plans.ts'

describe('The options of the benchmark', () => {
  test('measure everything three times by default', () => {
    const { workloads, rounds, connections, isScale } = readOptions([])
    deepEqual(workloads, WORKLOADS)
    deepEqual([rounds, connections, isScale], [3, [1, 32, 256], false])
  })

  test('are short and few for a quick run', () => {
    const { rounds, seconds, connections } = readOptions(['--quick'])
    deepEqual([rounds, seconds, connections], [1, 1, [32]])
  })

  test('select workloads and a number of rounds', () => {
    const { workloads, rounds } = readOptions(['--only', 'list,read', '--rounds', '7'])
    deepEqual([workloads, rounds], [['list', 'read'], 7])
  })

  test('select numbers of connections', () => {
    deepEqual(readOptions(['--connections', '1,64']).connections, [1, 64])
    throws(() => readOptions(['--connections', '1,many']), /--connections takes a whole number from 1, not "many"/)
  })

  test('name other checkouts, from the current folder', () => {
    deepEqual(readOptions(['--beside', '/tmp/other', '--beside', 'copy']).beside, [
      '/tmp/other',
      join(process.cwd(), 'copy'),
    ])
  })

  test('select the scale benchmark with --large', () => equal(readOptions(['--large']).isScale, true))

  test('reject unknown values with a helpful error', () => {
    throws(() => readOptions(['--only', 'lists']), /"lists" is not one of list, read/)
    throws(() => readOptions(['--rounds', '0']), /--rounds takes a whole number/)
    throws(() => readOptions(['--fast']), /--fast/)
  })
})
