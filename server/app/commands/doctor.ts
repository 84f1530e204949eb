import { Command } from 'commander'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { readSettings } from './settings.ts'

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('Check the configuration and the services that it names, and advise what to fix')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine(readSettings)
      process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : asText(findings))
      if (findings.some(({ state }) => state === 'fail')) process.exitCode = 1
    })

function asText(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length))
  const lines = findings.flatMap(({ about, state, says, advice }) => {
    const line = `${state.padEnd(4)}  ${about.padEnd(width)}  ${says}`
    return advice ? [line, `${' '.repeat(width + 8)}→ ${advice}`] : [line]
  })
  return `${lines.join('\n')}\n`
}
