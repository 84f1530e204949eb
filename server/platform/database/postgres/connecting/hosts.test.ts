import { deepEqual, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { connectionTo, serversIn } from './address.ts'

const hostsIn = (url: string) => serversIn(url).hosts.map(({ host, port }) => `${host} ${port}`)

describe('The servers in DATABASE_URL', () => {
  test('are the hosts of the URL in their order, each with its port', () => {
    deepEqual(hostsIn('postgres://u:p%40@one:5433,two,[::1]:5434/docket'), ['one 5433', 'two 5432', '::1 5434'])
    deepEqual(hostsIn('postgres://u:p@one/docket'), ['one 5432'])
    deepEqual(hostsIn('postgres://%2Frun%2Fa,%2Frun%2Fb/docket'), ['/run/a 5432', '/run/b 5432'])
  })

  test('come from the query parameters if they are given, as in libpq', () => {
    deepEqual(hostsIn('postgres:///docket?host=one,two&port=5433'), ['one 5433', 'two 5433'])
    deepEqual(hostsIn('postgres:///docket?host=one,/run&port=5433,'), ['one 5433', '/run 5432'])
    deepEqual(hostsIn('postgres://elsewhere/docket?host=one'), ['one 5432'])
  })

  test('must accept writes, by default when there are several', () => {
    const target = (parameters: string) => serversIn(`postgres://one${parameters}`).target
    deepEqual([target('/d'), target(',two/d')], ['any', 'read-write'])
    deepEqual([target('/d?target_session_attrs=primary'), target('/d?target_session_attrs=any')], ['primary', 'any'])
    for (const parameters of ['/d?target_session_attrs=standby', ',two/d?target_session_attrs=any']) {
      throws(
        () => target(parameters),
        /^Error: target_session_attrs is "\w+": Docket writes, so it is read-write or primary$/,
      )
    }
  })

  test('are rejected with an invalid port or when the number of ports differs from the number of hosts', () => {
    throws(() => hostsIn('postgres:///docket?host=one,two&port=5432,five'), /port is "five": expected a number from 1/)
    throws(() => hostsIn('postgres://one,two:0/docket'), /port is "0"/)
    throws(() => hostsIn('postgres:///docket?host=one&port=1,2'), /names 1 hosts and 2 ports/)
  })

  test('leave a URL that pg can parse', () => {
    deepEqual(connectionTo('postgres://u:p@one:1,two:2/d?target_session_attrs=primary&sslmode=disable'), {
      connectionString: 'postgres://u:p@one:1/d',
      ssl: false,
    })
  })
})
