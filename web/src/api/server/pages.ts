type Page<One> = { results: readonly One[]; next_cursor?: string | null }
type Cursor = { cursor: string; page_size: number }

/** The most that the server puts on a page. */
export const PAGE_SIZE = 200

/** Every page of a list that somebody's own things bound. */
export async function readAll<One>(readPage: (query: Cursor) => Promise<Page<One>>): Promise<One[]> {
  const all: One[] = []
  for (let cursor: string | null | undefined = ''; cursor !== null && cursor !== undefined; ) {
    const page: Page<One> = await readPage({ cursor, page_size: PAGE_SIZE })
    all.push(...page.results)
    cursor = page.next_cursor
  }
  return all
}
