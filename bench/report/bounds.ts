/** What stands between Docket and the targets that it misses, as profiles of the measured workloads show it. */
export const BOUNDS = `## What bounds it

Profiles are made with \`node --cpu-prof bin/docket.js api\` under the same load.

- **Creates and changes on PostgreSQL.** Of the database's time for a create, \`perf\` gives a fifth to the words of the task, most of it
  in the GIN index; an eighth to the other indexes, some fifteen, so that no list ever sorts; a tenth to preparing plans for execution;
  6 % to foreign keys; and a fifth to sending, waiting and being woken. The limit writes the same indexes. A create sends task, fact and
  commit in one go; a change must read the task first, and waits once. While two cores carry server, database and load, a fifth of
  their time is nobody's: one side waits for the other to be woken. Two processes on the same two cores share fewer commits each,
  and gain nothing.
- **Creates on SQLite** wait for the disk with the process that answers: all writes that have come in share one flush, but while it
  lasts nothing else is done. The limit, which writes as durably, is bound the same way.
- **Lists on SQLite against PostgreSQL.** Most answers come from memory in both, so that little is left between them.
- **Logins** hash with argon2id in two threads that step back (nice 10) behind the one that answers. Reads that come from memory
  take so little time that what is left of a storm shows: the quiet 99th percentile is a fraction of a millisecond.
- **Searches of somebody with 200,000 tasks** look at every task that a common word leads to until a page is full and a
  thousand are counted; orders other than by age look at up to 10,000.`
