import { channel, tracingChannel } from 'node:diagnostics_channel'

/** Publishes the SQL of each statement when it is sent: tests, metrics and the benchmark count them. */
export const statements = channel('docket.sql')

export type TimedStatement = { sql: string; system: string }

/** The same with start and end, for traces. */
export const timedStatements = tracingChannel<object, TimedStatement>('docket.sql')
