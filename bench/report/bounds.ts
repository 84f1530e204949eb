/** What stands between Docket and the targets that it misses, as profiles of the measured workloads show it. */
export const BOUNDS = `## What bounds it

Profiles are made with \`node --cpu-prof bin/docket.js api\` under the same load.

- **Creates and changes on PostgreSQL.** The database spends most of its time on the entries that a task has in some fifteen
  indexes, so that no list ever sorts: 0.3 ms of a create, and nearly as much of a change, because PostgreSQL writes them all anew when one
  indexed column changes. The limit writes the same indexes. The words of a task have a table of their own, so that only creates
  and changes of text pay for them. What is left, fact and reminders and what a task refers to, costs 0.1 ms. The server used to
  spend half of its busy time in waking others by writing to sockets; transactions that share a commit made that a third.
- **Creates on SQLite** wait for the disk with the process that answers: all writes that have come in share one flush, but while it
  lasts nothing else is done. The limit, which writes as durably, is bound the same way.
- **Lists on SQLite against PostgreSQL.** Most answers come from memory in both, so that little is left between them.
- **Logins** hash with argon2id in two threads that step back (nice 10) behind the one that answers. Reads that come from memory
  take so little time that what is left of a storm shows: the quiet 99th percentile is a fraction of a millisecond.
- **Searches of somebody with 200,000 tasks** look at every task that a common word leads to until a page is full and a
  thousand are counted; orders other than by age look at up to 10,000.`
