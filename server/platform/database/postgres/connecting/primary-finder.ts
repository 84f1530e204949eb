import { withTimeout } from '../../../timeout.ts'
import { serversIn } from './address.ts'
import type { Host, Target } from './hosts.ts'
import { type Guide, type ServerState, Session, type SessionConfig } from './session.ts'

/** If the server does not respond for this long, all hosts are asked whether another server has taken over. */
const LONGEST_SILENCE_MS = 2_000
const LONGEST_PROBE_MS = 5_000
const BETWEEN_LOOKS_MS = 500
/** A process that only reads would not notice that a server has lost its role, if that server continues to respond. */
const ROUTINE_SEARCH_MS = 5_000
/** A search that is requested this soon after a failed one fails with the same error. */
const FAILURE_LASTS_MS = 100

type Found = { host: Host | undefined; server: ServerState; timeline: number }
type Missed = { host: Host | undefined; reason: unknown }

/**
 * Directs every session to the one server that accepts writes, and away from a server that has lost that role. A
 * connection does not break when its server is demoted, hangs or is cut off. So when a server is silent or refuses to
 * write, all hosts are queried, and sessions with any server but the primary are abandoned. If two servers both claim
 * to be the primary, the one that was promoted last counts (the higher timeline).
 */
export class PrimaryFinder implements Guide {
  readonly #config: SessionConfig
  readonly #hosts: readonly (Host | undefined)[]
  readonly #target: Target
  readonly #sessions = new Set<Session>()
  readonly #timer: NodeJS.Timeout
  #known: Host | undefined
  /** The start time of the primary that was found last. */
  #primary: string | undefined
  #timeline = Number.POSITIVE_INFINITY
  #search: Promise<Found> | undefined
  #searchedAt = Number.NEGATIVE_INFINITY

  constructor(url: string, config: SessionConfig) {
    const { hosts, target } = serversIn(url)
    this.#config = config
    this.#hosts = hosts.length > 1 ? hosts : [undefined]
    this.#target = target
    this.#timer = setInterval(this.#watch, BETWEEN_LOOKS_MS).unref()
  }

  async choose(): Promise<Host | undefined> {
    if (this.#hosts.length === 1) return undefined
    return this.#known ?? (await this.#find()).host
  }

  admit(session: Session): void {
    if (!this.#isWanted(session.server)) {
      throw Object.assign(new Error(`the server ${unwanted(session.server)}`), { code: '25006' })
    }
    if (this.#primary !== undefined && session.server?.startedAt !== this.#primary) {
      throw new Error('Connection terminated: another server is the primary')
    }
    this.#sessions.add(session)
    session.once('end', () => this.#sessions.delete(session))
  }

  reject(): void {
    this.#known = undefined
  }

  doubt(): void {
    if (performance.now() - this.#searchedAt >= BETWEEN_LOOKS_MS) this.#find().catch(() => {})
  }

  close(): void {
    clearInterval(this.#timer)
  }

  readonly #watch = (): void => {
    const sinceSearch = performance.now() - this.#searchedAt
    const isSilent = [...this.#sessions].some(({ waitingMs }) => waitingMs > LONGEST_SILENCE_MS)
    const isDue = this.#hosts.length > 1 && this.#sessions.size > 0 && sinceSearch >= ROUTINE_SEARCH_MS
    if (isDue || (isSilent && sinceSearch >= LONGEST_SILENCE_MS)) this.#find().catch(() => {})
  }

  #find(): Promise<Found> {
    if (this.#search) return this.#search
    this.#searchedAt = performance.now()
    const search = this.#askAll()
    this.#search = search
    const forget = () => {
      this.#search = undefined
    }
    search.then(forget, () => setTimeout(forget, FAILURE_LASTS_MS).unref())
    return search
  }

  async #askAll(): Promise<Found> {
    const asked = this.#hosts.map((host) => this.#ask(host))
    const found = await Promise.race([this.#successorAmong(asked), this.#newestOf(asked)])
    this.#known = found.host
    this.#timeline = found.timeline
    if (this.#hosts.length > 1) this.#primary = found.server.startedAt
    for (const session of this.#sessions) {
      if (session.server?.startedAt !== found.server.startedAt) session.abandon()
    }
    return found
  }

  /**
   * Resolves with a server that was promoted after the known primary, without waiting for hosts that may not respond.
   */
  #successorAmong(asked: readonly Promise<Found | Missed>[]): Promise<Found> {
    return new Promise((resolve) => {
      for (const each of asked) {
        void each.then((probe) => this.#isFound(probe) && probe.timeline > this.#timeline && resolve(probe))
      }
    })
  }

  async #newestOf(asked: readonly Promise<Found | Missed>[]): Promise<Found> {
    const probes = await Promise.all(asked)
    const wanted = probes.filter((probe) => this.#isFound(probe))
    const [newest] = wanted.toSorted((one, other) => other.timeline - one.timeline)
    if (!newest) throw notFound(probes)
    return newest
  }

  #isFound = (probe: Found | Missed): probe is Found => 'server' in probe && this.#isWanted(probe.server)

  async #ask(host: Host | undefined): Promise<Found | Missed> {
    const session = new Session({ ...this.#config, at: host })
    const asking = async (): Promise<Found> => {
      await session.connect()
      const server = session.server as ServerState
      return { host, server, timeline: this.#isWanted(server) ? await this.#timelineOf(session) : 0 }
    }
    try {
      return await withTimeout(LONGEST_PROBE_MS, asking(), 'no response')
    } catch (reason) {
      return { host, reason }
    } finally {
      session.abandon()
    }
  }

  /** With one host there is nothing to compare. Some services do not report the timeline; these have one primary. */
  async #timelineOf(session: Session): Promise<number> {
    if (this.#hosts.length === 1) return 0
    const asked = session.query(
      "select ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline",
    )
    return asked.then(
      ({ rows }) => rows[0].timeline,
      () => 0,
    )
  }

  #isWanted(server: ServerState | undefined): boolean {
    if (!server) return false
    if (this.#target === 'any') return true
    return !server.isStandby && (this.#target === 'primary' || !server.isReadOnly)
  }
}

const unwanted = (server: ServerState | undefined): string => (server?.isStandby ? 'is a standby' : 'is read-only')

/** An error that all servers report, such as a wrong password, is passed on unchanged. */
function notFound(probes: readonly (Found | Missed)[]): unknown {
  const reasons = probes.map((probe) => ('reason' in probe ? probe.reason : undefined))
  const codes = new Set(reasons.map(codeOf))
  if (codes.size === 1 && (probes.length === 1 || SQLSTATE.test(String([...codes][0])))) return reasons[0]
  const said = probes.map((probe) => {
    const name = probe.host ? `${probe.host.host}:${probe.host.port}` : 'it'
    return `${name} ${'reason' in probe ? `cannot be used (${wordsOf(probe.reason)})` : unwanted(probe.server)}`
  })
  return Object.assign(new Error(`No host in DATABASE_URL accepts writes: ${said.join(', ')}.`), { code: 'ENOPRIMARY' })
}

const SQLSTATE = /^[0-9A-Z]{5}$/

const codeOf = (reason: unknown): unknown => (reason as { code?: unknown } | undefined)?.code

const wordsOf = (reason: unknown): string => {
  const { message, code } = reason as { message?: string; code?: string }
  return message || code || String(reason)
}
