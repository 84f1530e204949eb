import { readFileSync } from 'node:fs'

type Values = {
  texts: Record<string, string>
  lists: Record<string, string[]>
  maps: Record<string, Record<string, string>>
}

/** Fills in a template of Terraform as far as our user data uses them: `${name}`, and loops over a list or a map. */
export function render(file: string, { texts, lists, maps }: Values): string {
  const fill = (text: string, values: Record<string, string>) =>
    text.replaceAll(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
  const loop = /^%\{ for (?:(\w+), )?(\w+) in (\w+) ~\}\n(.*?)^%\{ endfor ~\}\n/gms
  const unrolled = readFileSync(file, 'utf8').replaceAll(loop, (_, key, value, name, body) =>
    key === undefined
      ? (lists[name] ?? []).map((one) => fill(body, { [value]: one })).join('')
      : Object.entries(maps[name] ?? {})
          .map((pair) => fill(body, { [key]: pair[0], [value]: pair[1] }))
          .join(''),
  )
  const rendered = fill(unrolled, texts)
  const left = /\$\{\w+\}|%\{/.exec(rendered)
  if (left) throw new Error(`${file} still has ${left[0]} when it is filled in.`)
  return rendered
}
