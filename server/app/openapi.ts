import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../platform/config/read-config.ts'
import { buildApi } from './build-api.ts'
import { openResources } from './resources.ts'

/** The OpenAPI document as text, generated from the routes. */
export async function renderOpenApi(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docket-openapi-'))
  // The files of the web app, if it is built, are routes too, but not part of the API.
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', WEB_APP: 'off' })
  const resources = await openResources(config)
  try {
    const app = await buildApi(resources)
    const document = app.swagger()
    await app.close()
    return `${JSON.stringify(document, null, 1)}\n`
  } finally {
    await resources.close()
    await rm(folder, { recursive: true, force: true })
  }
}
