import { equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { publicAddress } from './public-address.ts'

const REQUEST = { protocol: 'http' as const, host: 'localhost:8000' }

describe('The public address', () => {
  test('puts every path below the base path', () => {
    const { pathOf, urlOf } = publicAddress('https://example.org/docket')
    equal(pathOf('/api/tasks/7'), '/docket/api/tasks/7')
    equal(urlOf('/api/tasks', REQUEST).href, 'https://example.org/docket/api/tasks')
    equal(urlOf('//evil.example/x', REQUEST).href, 'https://example.org/docket//evil.example/x')
  })

  test('is taken from the request when it is not configured', () => {
    const { basePath, pathOf, urlOf } = publicAddress(undefined)
    equal(basePath, '')
    equal(pathOf('/api/tasks/7'), '/api/tasks/7')
    equal(urlOf('/api/tasks', REQUEST).href, 'http://localhost:8000/api/tasks')
    equal(urlOf('//evil.example/x', REQUEST).href, 'http://localhost:8000//evil.example/x')
  })

  test('is removed from a target once, and not from a path that only resembles it', () => {
    const { withoutBase } = publicAddress('https://example.org/docket')
    for (const [target, own] of [
      ['/docket/api/tasks?page=2', '/api/tasks?page=2'],
      ['http://example.org/docket/ws', '/ws'],
      ['/docket', '/'],
      ['/docket/', '/'],
      ['/docket?a=b', '/?a=b'],
      ['/api/tasks', '/api/tasks'],
      ['/docket/docket/api', '/docket/api'],
      ['/docketing/api', '/docketing/api'],
      ['/Docket/api', '/Docket/api'],
      ['*', '*'],
    ] as const) {
      equal(withoutBase(target), own)
    }
    equal(publicAddress('https://example.org').withoutBase('/docket/api'), '/docket/api')
  })
})
