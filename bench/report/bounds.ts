/** What stands between Docket and the targets that it misses, as profiles of the measured workloads show it. */
export const BOUNDS = `## What bounds it

By the profiles below, and those that \`perf\` makes of SQLite and PostgreSQL under the same load.

- **Creates with two processes.** The two share two cores with PostgreSQL and the load, so that they have no more to work with than one has, but
  smaller packets, and fewer creates to each commit. Of the database's time for a create a fifth goes into the words of the task, most of it in
  the GIN index; an eighth into the other indexes, some fifteen, so that no list ever sorts; a tenth into preparing statements
  for execution; 6 % into foreign keys; and a fifth into sending, waiting and being woken. pgbench, which does nothing else, makes
  2,300 tasks a second with their events here, eight at a time, each in a transaction of its own.
- **Changes on SQLite.** Commits and statements alone take as long as the whole request does in the limit: they write an event and its index besides, and
  read the task before. Were all else of Docket for nothing and its HTTP as cheap as the limit's, it would by our estimate just reach 0.7 of it.
- **10,000 durable creates on SQLite.** A create spends more than half of its time in SQLite. Even in a group of 32 it touches eight pages of
  indexes, each of which is written to the log and later to the file, at some 15 µs. A table with a single index, and its event, takes 20 µs in
  the same groups here, and Docket's without its orders by scope 110, where it takes 160 with them. The limit makes as few: the price is that of lists that need no sorting.
- **Lists on SQLite against PostgreSQL.** Most answers come from memory in both, so that HTTP is most of what is left. Nor is there more to be
  had from the database: the limit's lists, JSON made in SQL, are as many on either.
- **The slowest reads.** Some come from memory and some from the database, a list at twenty times the price, and who comes behind those waits:
  the quicker most are, the worse the ratio. Those of reads and lists change from run to run by as much as they miss (2.5 × on others).
- **Lists and searches on SQLite among a million tasks.** In the run above other servers had the processor's caches between two turns. One after
  the other, each alone, lists take 1.5 ms among ten thousand tasks and 1.7 among a million, searches 1.2 and 1.3.
- **Logins** hash with argon2id in threads that step back (nice 10) behind the one that answers, all cores but one at a time. A program
  that does nothing but count, stepped back as far, leaves the slowest reads of four readers as they were; hashing does not, be it in this
  process or another: each hash takes 19 MB from the system, in huge pages which it clears, and gives them back. OpenSSL's, which
  keeps the memory, disturbed about half as much in a noisy trial and takes three times as long, which whoever logs in would pay for; the package argon2 takes
  twice as long, and its trials disagreed. On SQLite the commits of
  those who log in come on top, a flush of the disk each. Reads from memory take so little that this shows: the quiet 99th percentile is a millisecond.
- **Statements** of a login are five, as the test of every endpoint says: the account twice, a session, its token, the event. Not counted is the look into
  PostgreSQL's log of events, which requests that come together share, and who somebody is, asked the first time.
- **Somebody with 200,000 tasks** gets full pages where the usual reader's filters find a few rows, and totals: a filter counts up to 10,000
  tasks. A search on PostgreSQL sorts two thousand of what a common word leads to, and walks when there are more; orders other than by age look at up to 10,000.`
