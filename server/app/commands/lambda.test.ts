import { deepEqual, equal, match } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { HANDLER } from '../../features/completion-notices/drivers/simulate.ts'
import { type Api, startApi } from '../../test/kit/api.ts'
import { filesIn } from '../../test/kit/aws/archive.ts'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { register } from '../../test/kit/world.ts'

const SAMPLE = fileURLToPath(new URL('sample-event.json', HANDLER))

describe('docket lambda invoke', () => {
  const docket = docketIn()
  const invoke = (...words: string[]) => docket.run(['lambda', 'invoke', 'task-completed', ...words])

  test('prints the response of the function, and its log separately', async () => {
    const { code, stdout, stderr } = await invoke('--event', SAMPLE)
    deepEqual([code, JSON.parse(stdout)], [0, { notified: 'log' }])
    const [start, line, end, report, ...others] = stderr.split('\n')
    match(start!, /^START RequestId: /)
    match(line!, /INFO\t\{"level":"info","message":"Ann completed “Water the beds” in Garden\."/)
    match(end!, /^END /)
    match(report!, /^REPORT .*Init Duration/)
    deepEqual(others, [''])
  })

  test('exits with 1 when the function fails, and prints the error', async () => {
    const file = join(docket.folder, 'empty.json')
    writeFileSync(file, '{}')
    const { code, stdout, stderr } = await invoke('--event', file)
    deepEqual([code, JSON.parse(stdout).errorType], [1, 'TypeError'])
    match(stderr, /ERROR\tInvoke Error/)
  })

  test('reports an invalid file in one line', async () => {
    const file = join(docket.folder, 'broken.json')
    writeFileSync(file, '{\n"id": 1,\n')
    for (const [given, expected] of [
      ['nowhere.json', /^docket: nowhere\.json cannot be read \(ENOENT\)\.\n$/],
      ['.', /^docket: \. cannot be read \(EISDIR\)\.\n$/],
      [file, /^docket: \S+broken\.json is not JSON: [^\n]+\n$/],
    ] as const) {
      const { code, stdout, stderr } = await invoke('--event', given)
      deepEqual([code, stdout], [1, ''])
      match(stderr, expected)
    }
  })
})

describe('docket lambda pack', () => {
  const docket = docketIn()

  test('writes an archive that runs with nothing but Node', async () => {
    const { code, stdout, stderr } = await docket.run(['lambda', 'pack', 'task-completed', 'function.zip'])
    deepEqual([code, stderr], [0, ''])
    match(stdout, /^Wrote function\.zip, \d+ bytes\.\n$/)
    const folder = mkdtempSync(join(tmpdir(), 'docket-function-'))
    try {
      writeFileSync(
        join(folder, 'handler.mjs'),
        filesIn(readFileSync(join(docket.folder, 'function.zip'))).get('handler.mjs')!,
      )
      const program = `
        import { readFileSync } from 'node:fs'
        import { handler } from './handler.mjs'
        console.log(await handler(JSON.parse(readFileSync('${SAMPLE}', 'utf8')), {}))`
      const words = ['--input-type=module', '--eval', program]
      match(execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }), /notified: 'log'/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('reports a path that cannot be written to in one line', async () => {
    const { code, stderr } = await docket.run(['lambda', 'pack', 'task-completed', 'no/such/folder.zip'])
    deepEqual([code, stderr], [1, 'docket: no/such/folder.zip cannot be written (ENOENT).\n'])
    equal(existsSync(join(docket.folder, 'no')), false)
  })
})

eachDatabase('docket lambda invoke --task', (database) => {
  const docket = docketIn()
  let DATABASE_URL: string
  let api: Api
  const invoke = (task: number) =>
    docket.run(['lambda', 'invoke', 'task-completed', '--task', `${task}`], { DATABASE_URL })

  before(async () => {
    DATABASE_URL = await database.url()
    api = await startApi(DATABASE_URL)
  })
  after(async () => {
    await api.server.close()
    await api.close()
  })

  test('uses the event of the latest completion of the task', async () => {
    const ann = await register(api, 'ann')
    const { id } = (await ann.post('/api/tasks', { title: 'Dig' })).body
    equal((await invoke(id)).stderr, `docket: Task ${id} has not been completed.\n`)
    await ann.post(`/api/tasks/${id}/complete`)
    const { code, stdout, stderr } = await invoke(id)
    deepEqual([code, JSON.parse(stdout)], [0, { notified: 'log' }])
    match(stderr, /"message":"ann completed “Dig”\."/)
  })

  test('reports a missing task in one line', async () => {
    const { code, stdout, stderr } = await invoke(4711)
    deepEqual([code, stdout, stderr], [1, '', 'docket: There is no task 4711.\n'])
  })
})
