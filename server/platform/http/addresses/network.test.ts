import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from './network.ts'

test('an IPv4 address is one client in every notation', () => {
  equal(networkOf('192.0.2.1'), '192.0.2.1')
  equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1')
})

test('IPv6 addresses that differ in the last 64 bits are one client', () => {
  for (const address of [
    '2001:db8:0:7::1',
    '2001:DB8::7:1:2:3:4',
    '2001:db8:0:7:ffff::',
    '2001:0db8:0:07::192.0.2.1',
  ]) {
    equal(networkOf(address), '2001:db8:0:7::/64', address)
  }
  equal(networkOf('2001:db8:0:8::1'), '2001:db8:0:8::/64')
  equal(networkOf('::1'), '0:0:0:0::/64')
  equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
})

test('a value that is not an address is used unchanged', () => {
  equal(networkOf('unix:socket'), 'unix:socket')
})
