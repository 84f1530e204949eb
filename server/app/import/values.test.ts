import { deepEqual, equal, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { booleanFrom, cleanText, dateFrom, instantFrom, shortened } from './values.ts'
import { wordsWith } from './words.ts'

describe('Values of the source system', () => {
  test('become instants in UTC, from the format of each database', () => {
    const at = (text: string, timeZone = 'UTC') => instantFrom(text, timeZone)
    equal(at('2024-07-01 12:00:00'), '2024-07-01T12:00:00.000Z')
    equal(at('2024-07-01 12:00:00.123456'), '2024-07-01T12:00:00.123Z')
    equal(at('2024-07-01 12:00:00.5+00'), '2024-07-01T12:00:00.500Z')
    equal(at('2024-07-01T12:00:00+05:30'), '2024-07-01T06:30:00.000Z')
    equal(at('2024-07-01 12:00:00', 'Europe/Berlin'), '2024-07-01T10:00:00.000Z')
    equal(at('2024-07-01 12:00:00Z', 'Europe/Berlin'), '2024-07-01T12:00:00.000Z')
    // An hour that the clocks skip, and one that they show twice.
    equal(at('2024-03-31 02:30:00', 'Europe/Berlin'), '2024-03-31T01:30:00.000Z')
    equal(at('2024-10-27 02:30:00', 'Europe/Berlin'), '2024-10-27T00:30:00.000Z')
    for (const text of ['', 'soon', '0000-00-00 00:00:00', '2024-02-30 00:00:00', 'infinity', '1719835200']) {
      equal(at(text), undefined, text)
    }
  })

  test('become days when they have no time', () => {
    equal(dateFrom('2026-12-01', 'Europe/Berlin'), '2026-12-01')
    equal(dateFrom('2026-12-01 00:00:00', 'Europe/Berlin'), '2026-11-30T23:00:00.000Z')
    deepEqual([dateFrom('2026-02-30', 'UTC'), dateFrom('tomorrow', 'UTC')], [undefined, undefined])
  })

  test('become booleans in either notation', () => {
    deepEqual(['t', '1', 'true', 'f', '0', 'FALSE', null, '2024-01-01'].map(booleanFrom), [
      ...[true, true, true, false, false, false, undefined, undefined],
    ])
  })

  test('become texts without characters that cannot be stored, cut between characters', () => {
    equal(cleanText(' a\0b\uD800 '), 'ab\uFFFD')
    deepEqual(shortened('🌱🌱🌱', 3), { short: '🌱🌱🌱', isCut: false })
    deepEqual(shortened('🌱🌱🌱🌱', 3), { short: '🌱🌱…', isCut: true })
  })
})

describe('Words of the source system', () => {
  const { status, priority, role } = wordsWith(new Map())

  test('are recognized in any spelling', () => {
    deepEqual(
      ['To Do', 'TODO', 'to-do', 'In Progress', 'IN_PROGRESS', 'in progress', 'Done', 'complete', 'incomplete'].map(
        status,
      ),
      [
        ...['pending', 'pending', 'pending', 'in_progress', 'in_progress', 'in_progress'],
        ...['completed', 'completed', 'pending'],
      ],
    )
    deepEqual(['High', 'M', '0', '4', 'critical'].map(priority), ['high', 'medium', 'none', 'urgent', 'urgent'])
    deepEqual(['Admin', 'member', 'guest'].map(role), ['owner', 'editor', 'viewer'])
    deepEqual([status('blocked'), priority('9'), role('constructor')], [undefined, undefined, undefined])
  })

  test('can be mapped by the operator', () => {
    const given = wordsWith(
      new Map([
        ['status:blocked', 'in_progress'],
        ['priority:1', 'urgent'],
      ]),
    )
    deepEqual([given.status('blocked'), given.priority('1'), given.priority('2')], ['in_progress', 'urgent', 'medium'])
    throws(
      () => wordsWith(new Map([['status:blocked', 'later']])),
      /--word status:blocked can mean pending, .*, not later\./,
    )
    throws(
      () => wordsWith(new Map([['state:x', 'pending']])),
      /--word starts with status:, priority:, role:, not with state:x\./,
    )
  })
})
