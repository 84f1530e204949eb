import { deepEqual, equal } from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'

const folder = new URL('../docs/decisions/', import.meta.url)

describe('The decision records', () => {
  const files = readdirSync(folder).filter((name) => /^\d{4}-/.test(name))

  test('have unique numbers, which their titles repeat', () => {
    equal(new Set(files.map((name) => name.slice(0, 4))).size, files.length)
    for (const name of files) {
      const [title = ''] = readFileSync(new URL(name, folder), 'utf8').split('\n')
      equal(title.split('. ')[0], `# ${Number(name.slice(0, 4))}`, name)
    }
  })

  test('are all in the list, in order', () => {
    const list = readFileSync(new URL('README.md', folder), 'utf8')
    deepEqual(
      [...list.matchAll(/^- \[(\d{4})\]\((.*?)\)/gm)].map(([, number, name]) => `${number} ${name}`),
      files.sort().map((name) => `${name.slice(0, 4)} ${name}`),
    )
  })
})
