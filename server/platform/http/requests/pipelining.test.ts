import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { exchange } from '../../../test/kit/http/raw-http.ts'
import { createServer } from '../server.ts'

async function stepsOf(...requests: string[]): Promise<string[]> {
  const app = await createServer({
    allowedHosts: ['localhost'],
    corsOrigins: [],
    trustProxy: false,
    httpsRedirect: false,
    hstsIncludeSubdomains: false,
    logLevel: 'silent',
  })
  const steps: string[] = []
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/:name',
    handler: async ({ params }) => {
      const { name } = params as { name: string }
      steps.push(`${name} starts`)
      // The earlier its letter, the longer it takes.
      for (let turn = 0; turn < 5 * ('e'.charCodeAt(0) - name.charCodeAt(0)); turn++) await nextTurn()
      steps.push(`${name} ends`)
      return {}
    },
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const bytes = requests.map((line, index) => {
    const end = index === requests.length - 1 ? 'Connection: close\r\n' : ''
    return `${line} HTTP/1.1\r\nHost: localhost\r\n${end}\r\n`
  })
  await exchange(url, bytes.join(''))
  await app.close()
  return steps
}

const oneByOne = (names: string) => [...names].flatMap((name) => [`${name} starts`, `${name} ends`])

test('an unsafe request finishes before the next one on its connection starts', async () => {
  deepEqual(await stepsOf('POST /a', 'GET /b', 'DELETE /c'), oneByOne('abc'))
})

test('an unsafe request starts after all earlier requests on its connection have finished', async () => {
  const steps = await stepsOf('GET /a', 'GET /b', 'POST /c', 'GET /d')
  deepEqual(steps.slice(-4), oneByOne('cd'))
})

test('safe requests do not wait for each other', async () => {
  deepEqual((await stepsOf('GET /a', 'GET /b')).slice(0, 2), ['a starts', 'b starts'])
})
