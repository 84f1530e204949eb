import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { ChunkStore, joined } from './chunk-store.ts'

const list = (...ids: number[]) =>
  JSON.stringify({ count: ids.length, results: ids.map((id) => ({ id, title: `Water the plants ${id}`.repeat(20) })) })

test('A chunk store returns texts unchanged', () => {
  const texts = new ChunkStore()
  for (const text of ['', '{}', '{"id":', '{"id":{"id":1}}', list(1, 2, 3), '水やり 🌱 {"id":é', list()]) {
    equal(joined(texts.store(text)), text)
  }
})

test('A chunk store stores common parts of texts once', () => {
  const texts = new ChunkStore()
  texts.store(list(1, 2, 3, 4))
  const alone = texts.bytes
  texts.store(list(2, 3, 1, 4))
  ok(texts.bytes < alone * 1.1, `${texts.bytes} bytes with a second, ${alone} before`)
})

test('A chunk store keeps shared chunks until their last text is released', () => {
  const texts = new ChunkStore()
  const [one, other, same] = [list(1, 2, 3), list(2, 3, 4), list(1, 2, 3)]
  const cached = [one, other, same].map((text) => texts.store(text))
  texts.release(cached[0] ?? [])
  deepEqual(cached.slice(1).map(joined), [other, same])
  const before = texts.bytes
  cached[0] = texts.store(one)
  equal(texts.bytes, before, 'what is there costs nothing')
  for (const text of cached) texts.release(text)
  equal(texts.bytes, 0)
  equal(joined(texts.store(one)), one)
})

test('A chunk store counts two bytes for each character outside Latin 1', () => {
  const [latin, other] = [new ChunkStore(), new ChunkStore()]
  latin.store('a'.repeat(1000))
  other.store('水'.repeat(1000))
  equal(other.bytes - latin.bytes, 1000)
})
