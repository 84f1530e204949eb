import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import type { Finding } from './finding.ts'
import { openServingDoctor } from './serving.ts'

eachDatabase('The doctor of a running server', (database) => {
  const api = apiOn(database)
  const ofMigrations = ({ findings }: { findings: Finding[] }) => findings.filter(({ about }) => about === 'migrations')

  async function forgetNewestMigration() {
    type Applied = { name: string; timestamp: string }
    const applied = sql<Applied>`select name, timestamp from migrations order by name desc limit 1`
    const [newest] = (await applied.execute(api.db)).rows as [Applied]
    await sql`delete from migrations where name = ${newest.name}`.execute(api.db)
    return newest
  }

  test('repeats checks in the background after a minute, and on request at most every three seconds', async () => {
    let elapsedMs = 0
    const doctor = openServingDoctor(api.db, api.config, () => elapsedMs)
    const [first, together] = await Promise.all([doctor.latest(), doctor.latest()])
    equal(ofMigrations(first)[0]?.state, 'ok')
    deepEqual(ofMigrations(together), ofMigrations(first))

    const { name, timestamp } = await forgetNewestMigration()
    elapsedMs = 2_000
    equal(ofMigrations(await doctor.runNow())[0]?.state, 'ok')
    elapsedMs = 50_000
    equal(ofMigrations(await doctor.latest())[0]?.state, 'ok')
    const [found, ...others] = ofMigrations(await doctor.runNow())
    deepEqual([found?.state, found?.says, others], ['warn', `Not applied: ${name}.`, []])
    match(String(found?.advice), /docket migrate up/)
    deepEqual(ofMigrations(await doctor.latest()), [found])

    await sql`insert into migrations (name, timestamp) values (${name}, ${timestamp})`.execute(api.db)
    // Nobody waits for a check that is due: what is known is shown, and the check runs in the background.
    elapsedMs = 120_000
    deepEqual(ofMigrations(await doctor.latest()), [found])
    notEqual(ofMigrations(await doctor.runNow())[0]?.state, 'warn')
  })
})
