import { spawnSync } from 'node:child_process'

/** A query to Python's zoneinfo: see oracle.py for its kinds. */
export type Question = readonly [kind: string, zone: string, ...rest: (string | number)[]]

/** The results of Python's zoneinfo, an implementation of time zones that is independent of Temporal. */
export function askZoneinfo(questions: readonly Question[]): string[] {
  return JSON.parse(python([`${import.meta.dirname}/oracle.py`], JSON.stringify(questions)))
}

/** All names in Python's zoneinfo on this machine. */
export const zoneinfoNames = (): string[] =>
  JSON.parse(python(['-c', 'import json, zoneinfo; print(json.dumps(sorted(zoneinfo.available_timezones())))']))

function python(args: string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync('python3', args, { input, encoding: 'utf8' })
  if (status !== 0) throw new Error(`python3, which this test compares with, failed: ${error?.message ?? stderr}`)
  return stdout
}
