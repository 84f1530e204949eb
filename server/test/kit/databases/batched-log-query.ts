/** On PostgreSQL, one query of the log serves all requests that wait for it, so it counts for none of them. */
export const isBatchedLogQuery = (statement: string): boolean =>
  /pg_snapshot_xmin\(pg_current_snapshot\(\)\)::text as "until"/.test(statement)
