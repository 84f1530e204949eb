import type pg from 'pg'
import type { Replication } from '../engine.ts'

// Without the permission to see standbys, they are counted, but their state is null.
const ASK = `select
  coalesce(host(inet_server_addr()) || ':' || inet_server_port(), 'the socket') as address,
  pg_is_in_recovery() as is_standby,
  current_setting('synchronous_standby_names') as names,
  current_setting('synchronous_commit') in ('on', 'remote_apply', 'remote_write') as is_waiting,
  (select count(*)::int from pg_stat_replication) as standbys,
  (select count(*)::int from pg_stat_replication where state is null) as hidden,
  (select count(*)::int from pg_stat_replication where sync_state in ('sync', 'quorum')) as synchronous`

export async function replicationOf(pool: pg.Pool): Promise<Replication> {
  const { rows } = await pool.query(ASK)
  const { address, is_standby, names, is_waiting, standbys, hidden, synchronous } = rows[0]
  const isVisible = hidden === 0
  return {
    address,
    isStandby: is_standby,
    waitsFor: is_waiting && names !== '' ? names : undefined,
    standbys: isVisible ? standbys : undefined,
    synchronous: isVisible ? synchronous : undefined,
  }
}
