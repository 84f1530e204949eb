import { type Replication, replicationOf } from '../../platform/database/database.ts'
import { urlOfEachHost } from '../../platform/host-list.ts'
import type { Db } from '../../tables/tables.ts'
import { type Finding, fail, ok, warn, withDeadline } from './finding.ts'

const about = 'standby'

/** Which server answers, and whether another one could take over without losing acknowledged writes. */
export async function examineReplication(db: Db, databaseUrl: string): Promise<Finding[]> {
  const replication = await withDeadline(replicationOf(db))
  if (!replication) return []
  const { address, isStandby, waitsFor, standbys } = replication
  const hasSeveralHosts = urlOfEachHost(databaseUrl).length > 1
  if (isStandby) return [warn(about, `${address} is a standby itself.`, 'Point DATABASE_URL at the primary.')]
  if (!hasSeveralHosts && !waitsFor && !standbys) return []
  return [examinePrimary(replication)]
}

function examinePrimary({ address, waitsFor, standbys, synchronous }: Replication): Finding {
  const says = `${address} is the primary`
  if (standbys === undefined) {
    const grant = 'Grant pg_monitor to the role in DATABASE_URL, so that it sees the standbys.'
    return waitsFor
      ? ok(about, `${says}; its commits wait for ${waitsFor}.`)
      : warn(about, `${says}; its commits wait for no standby.`, grant)
  }
  const follow = `${standbys} ${standbys === 1 ? 'standby follows' : 'standbys follow'}`
  if (waitsFor && synchronous === 0) {
    const advice = 'Start a standby of that name, or reset synchronous_standby_names until there is one.'
    return fail(about, `${says}, its commits wait for ${waitsFor}, and no such standby follows: writes hang.`, advice)
  }
  if (standbys === 0) return warn(about, `${says}, and no standby follows.`, 'Start one: no server could take over.')
  if (waitsFor) return ok(about, `${says}; ${follow}, and commits wait for ${waitsFor}.`)
  const advice =
    'Set synchronous_standby_names, with synchronous_commit = on: otherwise a failover loses the last commits.'
  return warn(about, `${says}; ${follow}, and commits wait for none.`, advice)
}
