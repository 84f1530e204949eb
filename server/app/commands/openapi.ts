import { Command } from 'commander'
import { renderOpenApi } from '../openapi.ts'

export const openapiCommand = (): Command =>
  new Command('openapi').description('Print the OpenAPI document').action(async () => {
    process.stdout.write(await renderOpenApi())
  })
