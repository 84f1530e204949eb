import { channel, tracingChannel } from 'node:diagnostics_channel'

/** Publishes the SQL of each statement as it is sent, for tests, metrics and the benchmark to count. */
export const statements = channel('docket.sql')

export type TimedStatement = { sql: string; system: string }

/** The same from beginning to end, for traces. */
export const timedStatements = tracingChannel<object, TimedStatement>('docket.sql')
