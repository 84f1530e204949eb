import { readFileSync } from 'node:fs'

type Values = {
  texts: Record<string, string>
  lists: Record<string, string[]>
  maps: Record<string, Record<string, string>>
}

const LOOP = /^%\{ for (?:(?<key>\w+), )?(?<value>\w+) in (?<collection>\w+) ~\}\n(?<body>.*?)^%\{ endfor ~\}\n/gms

/** Fills in a template of Terraform as far as our user data uses them: `${name}`, and loops over a list or a map. */
export function render(file: string, { texts, lists, maps }: Values): string {
  const fill = (text: string, values: Record<string, string>) =>
    text.replaceAll(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
  const unrolled = readFileSync(file, 'utf8').replaceAll(LOOP, (...match) => {
    const { key, value, collection, body } = match.at(-1)
    const turns =
      key === undefined
        ? (lists[collection] ?? []).map((one) => ({ [value]: one }))
        : Object.entries(maps[collection] ?? {}).map((pair) => ({ [key]: pair[0], [value]: pair[1] }))
    return turns.map((values) => fill(body, values)).join('')
  })
  const rendered = fill(unrolled, texts)
  const left = /\$\{\w+\}|%\{/.exec(rendered)
  if (left) throw new Error(`${file} still has ${left[0]} when it is filled in.`)
  return rendered
}
