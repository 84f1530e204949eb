/** What stands between Docket and the targets that it misses, as profiles of the measured workloads show it. */
export const BOUNDS = `## What bounds it

Profiles are made with \`node --cpu-prof bin/docket.js api\` under the same load.

- **Creates and changes on PostgreSQL.** Of the database's time for a create, \`perf\` gives a fifth to the words of the task, most of it
  in the GIN index; an eighth to the other indexes, some fifteen, so that no list ever sorts; a tenth to preparing plans for execution;
  6 % to foreign keys; and a fifth to sending, waiting and being woken. The limit writes the same indexes. Creates and changes send
  row, fact and commit in one go. While two cores carry server, database and load, a part of their time is nobody's: one side waits
  for the other to be woken. Two processes on the same two cores share fewer commits, looks and packets each, and gain nothing.
- **Writes on SQLite** are done by the process that answers. Of a create's time in SQLite half goes into some fifteen indexes and the
  search index, the rest into writing the pages that they touch to the log and from there to the file: among 32 writers each touches
  pages of its own. The limit writes the same pages, and nothing else: no fact, no read before a change. With 256 writers a
  group shares more pages, and writes cost half.
- **Lists on SQLite against PostgreSQL.** Most answers come from memory in both, so that HTTP is most of what is left.
- **Logins** hash with argon2id in threads that step back (nice 10) behind the one that answers, all cores but one at a time. A program
  that does nothing but count, stepped back as far, leaves the slowest reads of four readers as they were; hashing does not, be it in this
  process or another: each hash takes 19 MB from the kernel, which clears it, and gives them back. On SQLite the commits of those who log in come on top,
  a flush of the disk each. Reads from memory take so little that this shows: the quiet 99th percentile is a fraction of a millisecond.
- **Statements** are counted one request after another, in a process that has just begun and to which most people are new: each request takes
  its own look into PostgreSQL's log, which those that come together share, and asks who it is for. Without these two a change is three: the
  task, its new columns, its fact.
- **Somebody with 200,000 tasks** gets full pages where the usual reader's filters find a few rows, and totals: a filter counts up to 10,000
  tasks. A search on PostgreSQL sorts two thousand of what a common word leads to, and walks when there are more; orders other than by age look at up to 10,000.`
