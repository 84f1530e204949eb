// Preloaded into a program with --import: lists at its end, in the file that LOADED_MODULES names, what it has loaded.
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
