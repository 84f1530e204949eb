/** What stands between Docket and the targets that it misses, as profiles of the measured workloads show it. */
export const BOUNDS = `## What bounds it

Profiles are made with \`node --cpu-prof bin/docket.js api\` under the same load.

- **Creates and changes on PostgreSQL.** Of a create, at 32 connections, the server spent half of its busy time (38 % of all
  samples, with 24 % idle) in writing to sockets: each packet wakes another process, on two cores which the server, the database and the
  load generator share. What one turn of the event loop has for a connection therefore leaves in one packet: system calls to
  write went from 5.5 to 3.5 a create, one of them the answer and two the transaction. The database spends its
  time on the entries that a task has in some fifteen indexes, so that no list ever sorts, and on its fact; the limit
  pays for the same indexes and a third of the statements.
- **Creates on SQLite** wait for the disk with the process that answers: all writes that have come in share one flush, but while it
  lasts nothing else is done. The limit, which writes as durably, is bound the same way.
- **Lists on SQLite against PostgreSQL.** Most answers come from memory in both, so that little is left between them.
- **Logins** hash with argon2id in two threads that step back (nice 10) behind the one that answers. Reads that come from memory
  take so little time that what is left of a storm shows: the quiet 99th percentile is a fraction of a millisecond.
- **Searches of somebody with 200,000 tasks** look at every task that a common word leads to until a page is full and a
  thousand are counted; orders other than by age look at up to 10,000.`
