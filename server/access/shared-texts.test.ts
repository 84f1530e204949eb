import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { joined, SharedTexts } from './shared-texts.ts'

const list = (...ids: number[]) =>
  JSON.stringify({ count: ids.length, results: ids.map((id) => ({ id, title: `Water the plants ${id}`.repeat(20) })) })

test('Shared texts come back as they were', () => {
  const texts = new SharedTexts()
  for (const text of ['', '{}', '{"id":', '{"id":{"id":1}}', list(1, 2, 3), '水やり 🌱 {"id":é', list()]) {
    equal(joined(texts.keep(text)), text)
  }
})

test('Shared texts keep what they have in common once', () => {
  const texts = new SharedTexts()
  texts.keep(list(1, 2, 3, 4))
  const alone = texts.bytes
  texts.keep(list(2, 3, 1, 4))
  ok(texts.bytes < alone * 1.1, `${texts.bytes} bytes with a second, ${alone} before`)
})

test('Shared texts leave to others what they hold, and are gone with the last of them', () => {
  const texts = new SharedTexts()
  const [one, other, same] = [list(1, 2, 3), list(2, 3, 4), list(1, 2, 3)]
  const kept = [one, other, same].map((text) => texts.keep(text))
  texts.release(kept[0] ?? [])
  deepEqual(kept.slice(1).map(joined), [other, same])
  const before = texts.bytes
  kept[0] = texts.keep(one)
  equal(texts.bytes, before, 'what is there costs nothing')
  for (const text of kept) texts.release(text)
  equal(texts.bytes, 0)
  equal(joined(texts.keep(one)), one)
})

test('Shared texts count characters outside Latin 1 twice, as they are held', () => {
  const [latin, other] = [new SharedTexts(), new SharedTexts()]
  latin.keep('a'.repeat(1000))
  other.keep('水'.repeat(1000))
  equal(other.bytes - latin.bytes, 1000)
})
