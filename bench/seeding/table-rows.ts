export type Value = string | number | boolean | null

/** Rows for one table, or `id` and `words` for a search index; made while they are loaded: ten million of them never stand in memory together. */
export type TableRows = { table: string; columns: readonly string[]; rows: Iterable<readonly Value[]> }

export const isSearchIndex = ({ table }: TableRows): boolean => table.endsWith('_search')
