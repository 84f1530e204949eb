/** On PostgreSQL one look at the log serves every request that waits for it: it is no request's own. */
export const isSharedLook = (statement: string): boolean =>
  /pg_snapshot_xmin\(pg_current_snapshot\(\)\)::text as "until"/.test(statement)
