// Preloaded into a program with --import: when the program ends, writes the modules that it has loaded to the file in
// LOADED_MODULES.
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded = new Set<string>()

registerHooks({
  load: (url, context, next) => {
    loaded.add(url)
    return next(url, context)
  },
})

process.once('exit', () => {
  if (process.env.LOADED_MODULES) writeFileSync(process.env.LOADED_MODULES, [...loaded].join('\n'))
})
