import { equal, ok } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { elapse } from '../../test/kit/until.ts'
import { LogOutput } from './log-output.ts'

const LINE = `${'x'.repeat(999)}\n`

describe('A log output', () => {
  test('whose reader pauses drops whole lines, and reports how many once the reader resumes', async () => {
    const { fd, read } = fifo()
    let reported = 0
    const output = new LogOutput({
      fd,
      maxLength: 100_000,
      onRecovered: (dropped) => {
        reported += dropped
      },
    })
    for (let index = 0; index < 1_000; index++) {
      output.write(LINE)
      if (index % 100 === 0) await elapse(1)
    }
    const before = performance.now()
    await output.flush(100)
    ok(performance.now() - before < 1_000)
    ok(output.dropped > 500, `${output.dropped}`)
    let arrived = ''
    while (reported === 0 || arrived.length < (1_000 - output.dropped) * LINE.length) {
      arrived += read()
      await output.flush(10)
    }
    equal(reported, output.dropped)
    ok(arrived === LINE.repeat(1_000 - output.dropped), 'lines were cut')
  })

  test('on a full disk neither fails nor blocks, and counts dropped lines', async () => {
    const fd = openSync('/dev/full', 'w')
    after(() => closeSync(fd))
    const output = new LogOutput({ fd, maxLength: 10_000 })
    for (let index = 0; index < 100; index++) output.write(LINE)
    await output.flush(100)
    for (let index = 0; index < 100; index++) output.write(LINE)
    ok(output.dropped > 100, `${output.dropped}`)
  })

  test('whose reader is gone drops every later line', async () => {
    const { fd, closeReader } = fifo()
    const output = new LogOutput({ fd })
    closeReader()
    output.write(LINE)
    await output.flush(1_000)
    output.write(LINE)
    equal(output.dropped, 2)
  })
})

/** A named pipe whose write end does not block. */
function fifo(): { fd: number; read(): string; closeReader(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'docket-log-'))
  const path = join(folder, 'log')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  after(() => {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  })
  return {
    fd,
    read: () => readAll(reader),
    closeReader: () => closeSync(reader),
  }
}

function readAll(fd: number): string {
  const buffer = Buffer.alloc(1024 * 1024)
  let text = ''
  for (;;) {
    try {
      const length = readSync(fd, buffer)
      if (length === 0) return text
      text += buffer.toString('utf8', 0, length)
    } catch {
      return text
    }
  }
}
