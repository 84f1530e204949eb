import { deepEqual, equal, match } from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { docketIn } from '../../test/kit/docket-command.ts'

const together = { concurrency: 2 }

describe('docket autoscale simulate', together, () => {
  const docket = docketIn()
  const simulate = (...words: string[]) => docket.run(['autoscale', 'simulate', ...words])

  test('prints a table and writes a plot', async () => {
    const { code, stdout, stderr } = await simulate('--pattern', 'spike', '--plot', 'spike.svg')
    deepEqual([code, stderr], [0, ''])
    match(stdout, /^ +time +requests\/s/)
    match(
      stdout,
      /\nspike: \d+ instance hours[^\n]+\nA target was missed [^\n]+\nIt scaled out [^\n]+\nThe plot is in spike\.svg\.\n$/,
    )
    match(readFileSync(join(docket.folder, 'spike.svg'), 'utf8'), /^<svg [\s\S]+<\/svg>\n$/)
  })

  test('reads a load from a file', async () => {
    writeFileSync(join(docket.folder, 'load.csv'), 'seconds,requests_per_second\n0,100\n600,4000\n3600,4000\n')
    const { code, stdout } = await simulate('--load', 'load.csv', '--max', '6')
    equal(code, 0)
    match(stdout, / 6 +6 +6 /)
    equal(existsSync(join(docket.folder, 'autoscale.svg')), true)
  })

  for (const [text, expected] of [
    [
      'time,load\n0,1\n',
      'line 1: the columns are "time,load". Use seconds,requests_per_second,open_tasks,jobs_per_second; the last two are optional.',
    ],
    [
      'seconds,requests_per_second\n0,1\n60,x\n',
      'line 3: requests_per_second is "x". Use a number that is not negative.',
    ],
    [
      'seconds,requests_per_second\n0,1\n\n60,-2\n',
      'line 4: requests_per_second is "-2". Use a number that is not negative.',
    ],
    ['seconds,requests_per_second\n0,1\n60\n', 'line 3: there are 1 values, but line 1 has 2 columns.'],
    ['seconds,requests_per_second\n5,1\n', 'line 2: the first point is at 5 s. Start at 0.'],
    ['seconds,requests_per_second\n0,1\n60,1\n60,2\n', 'line 4: 60 s is not after 60 s. Sort the points by time.'],
    ['seconds,requests_per_second\n0,1\n9999999,2\n', 'line 3: 9999999 s is more than four weeks. Use a shorter load.'],
  ] as const) {
    test(`names the invalid line: ${expected}`, async () => {
      const file = `${Buffer.from(text).toString('base64url').slice(-12)}.csv`
      writeFileSync(join(docket.folder, file), text)
      const { code, stdout, stderr } = await simulate('--load', file, '--plot', 'none.svg')
      deepEqual([code, stdout, stderr], [1, '', `docket: ${file}, ${expected}\n`])
      equal(existsSync(join(docket.folder, 'none.svg')), false)
    })
  }

  for (const [words, code, expected] of [
    [['--load', 'nowhere.csv'], 1, 'nowhere.csv cannot be read (ENOENT).'],
    [
      ['--pattern', 'spike', '--min', '5', '--max', '3'],
      1,
      '--min is 5, above --max, 3. Lower the one or raise the other.',
    ],
    [['--pattern', 'spike', '--step-in', 'one'], 1, '--step-in is "one". Use a whole number from 1 to 1000.'],
    [['--pattern', 'spike', '--interval', '1'], 1, '--interval is "1". Use a number from 10 to 3600.'],
    [['--pattern', 'spike', '--plot', 'no/such.svg'], 1, 'no/such.svg cannot be written (ENOENT).'],
    [[], 2, 'specify either --load or --pattern'],
    [['--pattern', 'spike', '--load', 'load.csv'], 2, 'specify either --load or --pattern'],
    [
      ['--pattern', 'night'],
      2,
      "option '--pattern <name>' argument 'night' is invalid. Allowed choices are office-day, spike, growth.",
    ],
  ] as const) {
    test(`refuses ${words.join(' ') || 'an empty list of options'} with a one-sentence error`, async () => {
      const ended = await simulate(...words)
      deepEqual([ended.code, ended.stdout, ended.stderr], [code, '', `docket: ${expected}\n`])
    })
  }
})
