import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { deviceOf } from './src/features/settings/sessions/device.ts'

test('a device is recognized by its user agent', () => {
  const mozilla = (system: string, rest: string) => `Mozilla/5.0 (${system}) ${rest}`
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  const known: [string, string, string | undefined][] = [
    [mozilla('X11; Linux x86_64', `${webkit} Chrome/142.0.0.0 Safari/537.36`), 'Chrome', 'Linux'],
    [
      mozilla('Windows NT 10.0; Win64; x64', `${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`),
      'Edge',
      'Windows',
    ],
    [mozilla('Windows NT 10.0; Win64; x64; rv:145.0', 'Gecko/20100101 Firefox/145.0'), 'Firefox', 'Windows'],
    [
      mozilla(
        'Macintosh; Intel Mac OS X 10_15_7',
        'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      ),
      'Safari',
      'macOS',
    ],
    [
      mozilla(
        'iPhone; CPU iPhone OS 18_6 like Mac OS X',
        'AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1',
      ),
      'Chrome',
      'iPhone',
    ],
    [
      mozilla('Linux; Android 15; SM-S921B', `${webkit} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`),
      'Samsung Internet',
      'Android',
    ],
    ['curl/8.14.1', 'curl/8.14.1', undefined],
    ['DocketCLI/2.1 (Linux)', 'DocketCLI/2.1', undefined],
    ['', '', undefined],
  ]
  for (const [userAgent, program, system] of known) {
    deepEqual(deviceOf(userAgent), { program, ...(system && { system }) }, userAgent)
  }
})
