import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { docketIn } from './test/kit/docket-command.ts'

// Each of these starts a process.
const together = { concurrency: 2 }

describe('The docket command', together, () => {
  const docket = docketIn()

  test('prints help for itself and each of its commands', async () => {
    const commands = ['serve', 'api', 'worker', 'migrate', 'user', 'openapi', 'config', 'lambda', 'autoscale']
    const { code, stdout } = await docket.run(['--help'])
    equal(code, 0)
    for (const command of commands) match(stdout, new RegExp(`^  ${command}\\b`, 'm'))
    const pages = [
      ...commands.map((command) => [command]),
      ...['up', 'down', 'status', 'create'].map((step) => ['migrate', step]),
      ...['create', 'promote', 'reset-password'].map((step) => ['user', step]),
      ...['invoke', 'pack'].map((step) => ['lambda', step]),
      ...['simulate', 'run'].map((step) => ['autoscale', step]),
    ]
    const helps = await Promise.all(pages.map((words) => docket.run([...words, '--help'])))
    for (const [index, help] of helps.entries()) {
      const words = pages[index]!
      deepEqual([help.code, help.stderr], [0, ''], words.join(' '))
      ok(help.stdout.startsWith(`Usage: docket ${words.join(' ')}`), help.stdout)
    }
  })

  test('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    equal((await docket.run(['--version'])).stdout, `${version}\n`)
  })

  for (const [wrong, expected] of [
    ['frobnicate', "unknown command 'frobnicate'"],
    ['srve', "unknown command 'srve' (Did you mean serve?)"],
    ['--port', "unknown option '--port'"],
    ['serve now', "too many arguments for 'serve'. Expected 0 arguments but got 1: now."],
    ['migrate sideways', "unknown command 'sideways'"],
    ['migrate down none', /Use a number of migrations/],
    ['migrate create Bad_Name', /Use words separated by dashes/],
    ['migrate create', "missing required argument 'name'"],
    ['user promote', "missing required argument 'name'"],
    ['user create', 'specify --username, --email or both'],
    ['user create --username ann@home', /a username consists of/],
    ['user create --email ann', 'the email address is not valid'],
    ['lambda invoke task-completed', 'specify either --event or --task'],
    ['lambda invoke task-completed --event a --task 1', 'specify either --event or --task'],
    ['lambda invoke task-completed --event a --dry-run', 'task-completed does not accept --dry-run'],
    ['autoscale run', 'specify the Auto Scaling group with --group'],
    ['lambda invoke office-hours-stop --task 1', 'office-hours-stop does not accept --task'],
    ['lambda invoke office-hours-stop --event a --dry-run', 'specify either --event or --dry-run'],
    ['lambda invoke task-completed --task one', /Use the id of a task/],
    ['lambda invoke task-finished --task 1', /Allowed choices are task-completed/],
  ] as const) {
    test(`responds to "docket ${wrong}" with one line, at most a hint to --help, and exit code 2`, async () => {
      const { code, stdout, stderr } = await docket.run(wrong.split(' '))
      deepEqual([code, stdout], [2, ''])
      match(stderr, /^docket: [^\n]+\n(Run `docket [^\n]*--help` for usage\.\n)?$/)
      if (typeof expected === 'string') equal(stderr.split('\n')[0], `docket: ${expected}`)
      else match(stderr, expected)
    })
  }

  test('refers to the help of a command after an unknown option', async () => {
    const { stderr } = await docket.run(['user', 'create', '--adminn'])
    const hint = 'Run `docket user create --help` for usage.'
    equal(stderr, `docket: unknown option '--adminn' (Did you mean --admin?)\n${hint}\n`)
  })

  for (const group of ['migrate', 'user', 'lambda']) {
    test(`prints the usage of "docket ${group}" when its subcommand is missing`, async () => {
      const { code, stderr } = await docket.run([group])
      equal(code, 2)
      match(stderr, new RegExp(`^Usage: docket ${group}`))
    })
  }

  test('prints the OpenAPI document, and nothing else', async () => {
    const { code, stdout } = await docket.run(['openapi'])
    equal(code, 0)
    equal(JSON.parse(stdout).openapi.slice(0, 3), '3.1')
    equal(JSON.parse(stdout).paths['/api/tasks'].post.operationId, 'createTask')
  })
})

describe('The configuration of the command', together, () => {
  const docket = docketIn()

  test('is printed without secrets', async () => {
    const secret = 'a very secret key of more than 32 bytes'
    const { code, stdout } = await docket.run(['config'], {
      JWT_SECRET_KEY: secret,
      DATABASE_URL: 'postgres://docket:swordfish@db.example.org/docket',
      REDIS_URL: 'redis://:swordfish@cache.example.org:6379',
      SMTP_URL: 'smtp://mailer:swordfish@mail.example.org:587',
      PORT: '1234',
    })
    equal(code, 0)
    equal(/swordfish|a very secret/.test(stdout), false)
    match(stdout, /^DATABASE_URL +postgres:\/\/docket:\*\*\*@db\.example\.org\/docket +environment$/m)
    match(stdout, /^JWT_SECRET_KEY +\*\*\* +environment$/m)
    match(stdout, /^PORT +1234 +environment$/m)
    match(stdout, /^REGISTRATION +open +default$/m)
  })

  test('is refused with every error at once, by name and without secret values', async () => {
    for (const command of [['config'], ['serve'], ['migrate', 'up'], ['user', 'promote', 'ann']]) {
      const { code, stdout, stderr } = await docket.run(command, {
        PORT: 'eighty',
        ACCESS_TOKEN_TTL: 'soon',
        JWT_SECRET_KEY: 'short',
        DATABASE_URL: 'mysql://root:swordfish@localhost/x',
        DOCKET_PORT: '8000',
        DOCKET_COLOUR: 'blue',
      })
      deepEqual([code, stdout], [1, ''], command.join(' '))
      for (const name of [
        'PORT',
        'ACCESS_TOKEN_TTL',
        'JWT_SECRET_KEY',
        'DATABASE_URL',
        'DOCKET_PORT',
        'DOCKET_COLOUR',
      ]) {
        match(stderr, new RegExp(`^ +${name} `, 'm'))
      }
      match(stderr, /DOCKET_PORT is not a setting of Docket: expected PORT/)
      equal(/short|swordfish| {3}at /.test(stderr), false, stderr)
    }
  })

  test('requires a secret key in production', async () => {
    const { code, stderr } = await docket.run([], { NODE_ENV: 'production' })
    equal(code, 1)
    match(stderr, /JWT_SECRET_KEY is missing, and NODE_ENV is production/)
  })
})
