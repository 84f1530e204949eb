// npm runs this before its scripts, with whatever Node the machine has. An old Node must be able to parse it, to print
// that it is too old: so no static imports, and the work is in another file.
const oldest = 20

if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(`Docket needs Node ${oldest} or newer to install itself, this is ${process.version}.`)
  process.exit(1)
}

import('./install-packages.js').then((steps) => steps.installPackages(process.argv.slice(2)))
