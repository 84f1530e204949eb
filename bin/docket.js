#!/usr/bin/env node
// An old Node must be able to parse this to be told that it is too old: so no static imports.
const oldest = 26

// Node would open a debugger to whoever may send this signal.
process.on('SIGUSR1', () => {})

if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(
    `Docket needs Node ${oldest} or newer, this is ${process.version}. Run \`npm install\`, which installs a suitable version.`,
  )
  process.exit(1)
}

// What Node compiles it keeps for the next start, which saves a fifth of it.
import('node:module')
  .then(({ enableCompileCache }) =>
    enableCompileCache(new URL('../node_modules/.cache/node', import.meta.url).pathname),
  )
  .then(() => import('../server/main.ts'))
  .catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.error(`The installation of Docket is incomplete: ${error.message.split('\n')[0]}. Run \`npm install\`.`)
    process.exit(1)
  })
