import { Command } from 'commander'
import { describeConfig } from '../../platform/config/describe-config.ts'
import { readSettings } from './settings.ts'

export const configCommand = (): Command =>
  new Command('config').description('Print the effective configuration, with secrets masked').action(() => {
    process.stdout.write(`${describeConfig(readSettings())}\n`)
  })
