import { equal, match, ok, throws } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { docketIn } from '../../test/kit/docket-command.ts'

describe('A disk without space for the database', () => {
  const docket = docketIn()
  const folder = mkdtempSync(join(tmpdir(), 'docket-small-'))
  let isMounted = false
  after(() => {
    if (isMounted) spawnSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const environment = { DATABASE_URL: `sqlite://${folder}/docket.db`, DATA_DIR: join(docket.folder, 'data') }

  test('is reported by readiness and by the doctor, even when DATA_DIR has space', async () => {
    isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', folder]).status === 0
    if (!isMounted) return void ok(true, 'only root can mount a small disk; the next test needs none')
    chmodSync(folder, 0o700)
    const server = await docket.serve(environment)
    fill()
    const response = await fetch(`${server.url}/health/ready`)
    const { status, checks, reasons } = (await response.json()) as Record<string, unknown>
    equal(response.status, 503)
    equal(status, 'failing')
    equal((checks as { database: string }).database, 'failing')
    match(String(reasons), /^The disk of the database file is full\. Free some space/)
    const { code, stdout } = await docket.run(['doctor'], environment)
    equal(code, 1)
    match(stdout, /^fail +disk +\S+ cannot be written to: ENOSPC.*\n +→ Free some space/m)
    match(
      stdout,
      /^fail +database +It does not accept writes: The disk of the database file is full\.\n +→ Free some space/m,
    )
    match(stdout, /^ok +disk +.* MiB are free for .*data\.$/m)
    await server.stop()
  })

  test('because of a limit or quota is reported by the doctor', () => {
    const command = 'ulimit -f 512; exec "$0" doctor'
    const { status, stdout } = spawnSync('sh', ['-c', command, DOCKET], {
      cwd: docket.folder,
      env: { PATH: process.env.PATH, DATA_DIR: docket.folder },
      encoding: 'utf8',
    })
    equal(status, 1)
    match(stdout, /^fail +disk +\S+ cannot be written to: EFBIG.*\n +→ Raise the limit on the size of files/m)
  })

  function fill(): void {
    const write = (size: number) => writeFileSync(join(folder, 'filler'), Buffer.alloc(size), { flag: 'a' })
    for (const size of [64 * 1024, 4096]) throws(() => forever(() => write(size)), { code: 'ENOSPC' })
  }
})

const DOCKET = fileURLToPath(new URL('../../../docket', import.meta.url))

function forever(work: () => void): never {
  for (;;) work()
}
