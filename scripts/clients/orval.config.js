export default {
  client: { input: './openapi.json', output: { target: 'out/orval/client.ts', client: 'fetch', mode: 'split' } },
  zod: { input: './openapi.json', output: { target: 'out/orval/zod.ts', client: 'zod', mode: 'single' } },
}
