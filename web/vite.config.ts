import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { firstLoad, namePreloads } from './build/first-load.ts'

const COMPRESSIBLE = /\.(js|css|svg|json|webmanifest)$/

/** Writes each text file a second and third time, as brotli and gzip: the server sends these as they are. */
function precompress(): Plugin {
  let folder = ''
  return {
    name: 'docket:precompress',
    apply: 'build',
    configResolved: ({ build }) => {
      folder = build.outDir
    },
    closeBundle: () => {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!COMPRESSIBLE.test(name)) continue
        const path = join(folder, name)
        const text = readFileSync(path)
        const size = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
        writeFileSync(`${path}.br`, brotliCompressSync(text, { params: size }))
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
      }
    },
  }
}

/** Not loaded beforehand by the service worker: what few people open, and alphabets, which are cached when they are first used. */
const NOT_BEFOREHAND = /admin|\.woff2$|^(?:worker\.js|index\.html)$/

/** Tells the service worker which files make up this version. */
function tellWorker(): Plugin {
  return {
    name: 'docket:tell-worker',
    apply: 'build',
    // Only now is it certain which files there are.
    writeBundle: ({ dir = '' }, bundle) => {
      const names = Object.keys(bundle).sort()
      const files = names.filter((name) => !NOT_BEFOREHAND.test(name))
      // Their names hold hashes of what is in them.
      const version = createHash('sha256').update(names.join()).digest('hex').slice(0, 12)
      const path = join(dir, 'worker.js')
      const text = readFileSync(path, 'utf8').replace(/(["'`])__BUILT__\1/, JSON.stringify({ version, files }))
      if (!text.includes(version)) throw new Error('worker.js has no place for the names of the files')
      writeFileSync(path, text)
    },
  }
}

const server = process.env.DOCKET_URL ?? 'http://localhost:8000'

export default defineConfig({
  // Addresses are relative to the page's <base>, so that the app works under any path.
  base: './',
  plugins: [react(), namePreloads(), tellWorker(), precompress()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', worker: 'src/worker/worker.ts' },
      // Browsers look for a new version of the service worker at one address.
      output: {
        codeSplitting: firstLoad,
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: { proxy: { '/api': server, '/ws': { target: server, ws: true } } },
})
