import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { loadDateReader } from '../../../ui/time/read-date.ts'
import { complete, completionAt } from './completion.ts'
import { partKey, readLine, type Vocabulary, withoutKind } from './read-line.ts'

const find = await loadDateReader('en')

const vocabulary: Vocabulary = {
  priorities: (['low', 'medium', 'high', 'urgent'] as const).map((value) => ({ name: value, value })),
  projects: [
    { id: 1, name: 'Launch', color: null },
    { id: 2, name: 'Kitchen and bar', color: null },
    { id: 3, name: 'Kitchen', color: null },
    { id: 4, name: '納期管理', color: null },
  ],
  categories: [
    { id: 1, name: 'home', project: null },
    { id: 2, name: 'home', project: 1 },
    { id: 3, name: 'Docs', project: 1 },
  ],
  project: null,
  people: [
    { id: 7, username: 'ben', display_name: 'Ben Example' },
    { id: 8, username: 'bea', display_name: 'Bea Moretti' },
    { id: 9, username: 'li', display_name: '李' },
  ],
  findDates: (text) => find(text, 'Europe/Zagreb', '2026-11-29T14:00:00Z'),
}

const EXAMPLES: [string, string, object][] = [
  [
    'pay rent tomorrow 9am !high #home @ben /launch',
    'pay rent',
    { due_date: '2026-11-30T08:00:00.000Z', priority: 'high', category: 2, assigned_to: 7, project: 1 },
  ],
  ['Buy soil', 'Buy soil', {}],
  ['!h water #home', 'water', { priority: 'high', category: 1 }],
  ['water !', 'water !', {}],
  ['wow!high', 'wow!high', {}],
  ['read a/b and/or c', 'read a/b and/or c', {}],
  ['fix #12 and #unknown', 'fix #12 and #unknown', {}],
  ['#docs belongs to a project', '#docs belongs to a project', {}],
  ['write /launch #docs', 'write', { project: 1, category: 3 }],
  ['sink /Kitchen and bar @bea', 'sink', { project: 2, assigned_to: 8 }],
  ['sink /kitchen tomorrow', 'sink', { project: 3, due_date: '2026-11-30' }],
  ['確認 /納期管理 @李', '確認', { project: 4, assigned_to: 9 }],
  ['ask @be', 'ask @be', {}],
  ['ask @ben, then @bea', 'ask @ben, then', { assigned_to: 8 }],
  ['ask @Ben Example about it', 'ask about it', { assigned_to: 7 }],
  ['mail ben@example.com tomorrow', 'mail ben@example.com', { due_date: '2026-11-30' }],
  ['see https://example.com/launch/2026-12-24 #home', 'see https://example.com/launch/2026-12-24', { category: 1 }],
  ['say "tomorrow !high" fri', 'say "tomorrow !high"', { due_date: '2026-12-04' }],
  ['say “call @ben tomorrow”', 'say “call @ben tomorrow”', {}],
  ['sag „morgen #home“ !low', 'sag „morgen #home“', { priority: 'low' }],
  ['run `rm /launch` today', 'run `rm /launch`', { due_date: '2026-11-29' }],
  ["it's ben's tomorrow", "it's ben's", { due_date: '2026-11-30' }],
  ['prepare monday meeting tomorrow', 'prepare monday meeting', { due_date: '2026-11-30' }],
  ['/launch', '', { project: 1 }],
  ['two !low and !urgent', 'two !low and', { priority: 'urgent' }],
  ['keep  two  spaces', 'keep  two  spaces', {}],
]

test('a line contains the fields of a task, and the rest is its title', () => {
  for (const [text, title, fields] of EXAMPLES) {
    const line = readLine(text, vocabulary)
    deepEqual({ title: line.title, fields: line.fields }, { title, fields }, text)
  }
})

test('a part that was turned back into text remains text', () => {
  const text = 'meet tomorrow !high'
  const [date] = readLine(text, vocabulary).parts
  const line = readLine(text, vocabulary, new Set([partKey(date!, text)]))
  deepEqual([line.title, line.fields], ['meet tomorrow', { priority: 'high' }])
})

test('a value chosen with a button replaces that of the text', () => {
  const text = 'meet tomorrow !high ok'
  equal(withoutKind(text, readLine(text, vocabulary), 'priority'), 'meet tomorrow ok')
})

test('a sigil offers completions until it is complete', () => {
  const labels = (text: string, words = vocabulary) =>
    completionAt(text, text.length, words)?.options.map((o) => o.label)
  deepEqual(labels('a !'), ['low', 'medium', 'high', 'urgent'])
  deepEqual(labels('a /ki'), ['Kitchen and bar', 'Kitchen'])
  deepEqual(labels('a /kitchen and'), ['Kitchen and bar'])
  deepEqual(labels('a @mor'), ['Bea Moretti'])
  deepEqual(labels('a #d', { ...vocabulary, project: 1 }), ['Docs'])
  deepEqual(labels('a #new'), ['new'])
  for (const text of ['a !high', 'a @ben example', 'a@be', 'a', 'a /zzz']) equal(labels(text), undefined, text)
  const completion = completionAt('a @be now', 5, vocabulary)
  deepEqual(complete('a @be now', completion!, 'Ben Example'), { text: 'a @Ben Example now', cursor: 15 })
})
