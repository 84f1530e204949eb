import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { loadDateReader } from './read-date.ts'

// A Sunday, at three in the afternoon in Zagreb.
const NOW = '2026-11-29T14:00:00Z'
const ZONE = 'Europe/Zagreb'

/** What is written, and what is found in it: the words and the date. */
const ENGLISH: [string, string?, string?][] = [
  ['pay rent tomorrow 9am', 'tomorrow 9am', '2026-11-30T08:00:00.000Z'],
  ['fri 9am', 'fri 9am', '2026-12-04T08:00:00.000Z'],
  ['in 2 weeks', 'in 2 weeks', '2026-12-13'],
  ['in two weeks', 'in two weeks', '2026-12-13'],
  ['on the 1st', 'on the 1st', '2026-12-01'],
  ['the 29th', 'the 29th', '2026-11-29'],
  ['1 Dec', '1 Dec', '2026-12-01'],
  ['dec 24', 'dec 24', '2026-12-24'],
  ['24th of December', '24th of December', '2026-12-24'],
  ['12/5', '12/5', '2027-05-12'],
  ['next monday', 'next monday', '2026-11-30'],
  ['tonight', 'tonight', '2026-11-29'],
  ['9am', '9am', '2026-11-30T08:00:00.000Z'],
  ['at 17:00', 'at 17:00', '2026-11-29T16:00:00.000Z'],
  ['2026-12-24 18:30', '2026-12-24 18:30', '2026-12-24T17:30:00.000Z'],
  ['24 Dec 6pm', '24 Dec 6pm', '2026-12-24T17:00:00.000Z'],
  ['next week', 'next week', '2026-12-06'],
  ['next month', 'next month', '2026-12-29'],
  ['end of month', 'end of month', '2026-11-30'],
  ['in an hour', 'in an hour', '2026-11-29T15:00:00.000Z'],
  ['day after tomorrow', 'day after tomorrow', '2026-12-01'],
  ['tomorrow noon', 'tomorrow noon', '2026-11-30T11:00:00.000Z'],
  ['Mon 14:30 UTC', 'Mon 14:30 UTC', '2026-11-30T14:30:00.000Z'],
  ['call me sun', 'sun', '2026-12-06'],
  ['2 weeks from now', '2 weeks from now', '2026-12-13'],
  ['the sun is shining'],
  ['buy sat radio'],
  ['march on'],
  ['May the force be with you'],
  ['plan the trip in march'],
  ['buy 3 second hand chairs'],
  ['10 minutes walk'],
  ['now or never'],
  ['release 4.2'],
  ['version 1.5.2'],
  ['call 555-1234'],
  ['order 12-11-10 parts'],
  ['Q4 2026 figures'],
]

const GERMAN: [string, string?, string?][] = [
  ['Miete zahlen morgen 9 Uhr', 'morgen 9 Uhr', '2026-11-30T08:00:00.000Z'],
  ['übermorgen', 'übermorgen', '2026-12-01'],
  ['Freitag um 9', 'Freitag um 9', '2026-12-04T08:00:00.000Z'],
  ['nächsten Freitag', 'nächsten Freitag', '2026-12-04'],
  ['in zwei Wochen', 'in zwei Wochen', '2026-12-13'],
  ['in einer Woche', 'in einer Woche', '2026-12-06'],
  ['in 3 Tagen', 'in 3 Tagen', '2026-12-02'],
  ['24.12.', '24.12.', '2026-12-24'],
  ['24.12.2026', '24.12.2026', '2026-12-24'],
  ['am 1. Dezember um 18:30', 'am 1. Dezember um 18:30', '2026-12-01T17:30:00.000Z'],
  ['nächsten Monat', 'nächsten Monat', '2026-12-29'],
  ['heute 17 Uhr', 'heute 17 Uhr', '2026-11-29T16:00:00.000Z'],
  ['fr 9:00', 'fr 9:00', '2026-12-04T08:00:00.000Z'],
  ['fri 9am', 'fri 9am', '2026-12-04T08:00:00.000Z'],
  ['tomorrow', 'tomorrow', '2026-11-30'],
  ['Das ist so'],
  ['do it'],
  ['Mai-Demo planen'],
  ['Morgenstern kaufen'],
]

for (const [language, examples] of [
  ['en', ENGLISH],
  ['de', GERMAN],
] as const) {
  test(`dates are recognized in ${language}, and nothing where there is none`, async () => {
    const find = await loadDateReader(language)
    for (const [text, words, date] of examples) {
      const found = find(text, ZONE, NOW).map((one) => [text.slice(one.start, one.end), one.date])
      deepEqual(found, words ? [[words, date]] : [], text)
    }
  })
}

test('a time is in the user’s zone, also across clock changes and at the edge of a day', async () => {
  const find = await loadDateReader('en')
  const at = (text: string, zone: string, now: string) => find(text, zone, now)[0]?.date
  deepEqual(at('in 2 weeks 9am', 'America/New_York', '2026-10-25T12:00:00Z'), '2026-11-08T14:00:00.000Z')
  deepEqual(at('today', 'Pacific/Auckland', '2026-11-29T14:00:00Z'), '2026-11-30')
  deepEqual(at('tomorrow', 'America/Los_Angeles', '2026-11-30T05:00:00Z'), '2026-11-30')
  deepEqual(at('tomorrow 02:30', 'Europe/Zagreb', '2027-03-27T12:00:00Z'), '2027-03-28T01:30:00.000Z')
})
