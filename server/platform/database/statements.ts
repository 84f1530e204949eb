import { channel } from 'node:diagnostics_channel'

/** Publishes the SQL of each statement as it is sent, for tests, metrics and the benchmark to count. */
export const statements = channel('docket.sql')
