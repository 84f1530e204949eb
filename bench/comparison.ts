import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Arena, openArena } from './contestants/arena.ts'
import type { Contestant, Place, Player } from './contestants/contestant.ts'
import { everyContestant } from './contestants/every.ts'
import { comparisonShape } from './dataset/shapes.ts'
import { measureIdle } from './measure/idle.ts'
import { medians } from './measure/medians.ts'
import { countStatements } from './measure/statements.ts'
import { settled, watching } from './measure/watch.ts'
import { load } from './measure/wrk.ts'
import type { Options } from './options.ts'
import type { Comparison, Figures, Measured } from './report/results.ts'
import { requireAgreement } from './workloads/agreement.ts'
import { plansFor, type Workload } from './workloads/plans.ts'
import { type Request, writeRequests } from './workloads/requests.ts'

type Plans = Record<Workload, Request[]>

/** Everybody on the same data with the same requests, taking turns, so that a noisy machine is fair to all. */
export async function compare(options: Options, say: (line: string) => void): Promise<Comparison> {
  const plans = plansFor(comparisonShape())
  const arena = await openArena()
  const players: Player[] = []
  try {
    const skipped = await admit(arena, plans, { players, options }, say)
    await requireAgreement(players, plans)
    const idle = await measureIdle(players, arena.postgres.pid)
    const measured = await playRounds(arena, players, options, say)
    const hasFailed = measured.some(({ errors }) => errors > 0)
    const statements = hasFailed ? {} : await countAll(players, plans, options, say)
    const { isQuick, rounds, seconds } = options
    return { isQuick, rounds, seconds, idle, measured, statements, skipped }
  } catch (failure) {
    for (const player of players) say(lastErrorOf(player))
    throw failure
  } finally {
    for (const { running } of players) await running.stop()
    await arena.close()
  }
}

type Lists = { players: Player[]; options: Options }

async function admit(arena: Arena, plans: Plans, { players, options }: Lists, say: (line: string) => void) {
  const skipped: Comparison['skipped'] = []
  const places = new Map<Contestant, Place>()
  // Workloads without the response cache are only part of the full run.
  for (const contestant of everyContestant(options.beside).filter(({ only }) => !only || !options.isQuick)) {
    const { name } = contestant
    const reason = contestant.obstacle()
    if (reason) {
      say(`${name} stays out: ${reason}`)
      skipped.push({ name, reason })
      continue
    }
    places.set(contestant, await arena.makePlace(name))
  }
  // One waits for its database while another makes rows.
  await Promise.all([...places].map(([contestant, place]) => contestant.prepare(place, comparisonShape())))
  for (const [contestant, place] of places) {
    const running = await contestant.start(place)
    players.push({ contestant, place, running, sent: new Map() })
    for (const [workload, plan] of Object.entries(plans)) {
      writeRequests(requestsFile(place, workload), plan, running.identify)
    }
    say(`${contestant.name} is ready`)
  }
  return skipped
}

const requestsFile = (place: Place, workload: string): string => join(place.folder, `${workload}.requests`)

async function playRounds(
  { postgres }: Arena,
  players: Player[],
  options: Options,
  say: (line: string) => void,
): Promise<Measured[]> {
  const rounds = new Map<string, { is: Omit<Measured, keyof Figures>; figures: Figures[] }>()
  const turns = turnsOf(players, options)
  for (const player of players) {
    await playTurn({ player, workload: 'mix', connections: 32 }, postgres.pid, options.isQuick ? 1 : 2)
  }
  for (const [index, turn] of turns.entries()) {
    const { player, workload, connections } = turn
    const figures = await playTurn(turn, postgres.pid, options.seconds)
    const { name, database } = player.contestant
    const key = `${name} ${workload} ${connections}`
    const entry = rounds.get(key) ?? { is: { contestant: name, database, workload, connections }, figures: [] }
    entry.figures.push(figures)
    rounds.set(key, entry)
    say(`[${index + 1}/${turns.length}] ${workload}, ${connections} connections, ${name}: ${inWords(figures)}`)
  }
  return [...rounds.values()].map(({ is, figures }) => ({ ...is, ...medians(figures) }))
}

/** What each turn of more than a second begins with, uncounted. */
const WARM_UP_SECONDS = 1

type Turn = { player: Player; workload: Workload; connections: number }

function turnsOf(players: Player[], { workloads, rounds, connections }: Options): Turn[] {
  const turns: Turn[] = []
  for (let round = 0; round < rounds; round++) {
    for (const workload of workloads) {
      // Logging in is bound by hashing: a queue of 256 would only measure patience.
      for (const number of workload === 'login' ? connections.filter((count) => count <= 32) : connections) {
        const isMeasured = ({ contestant: { only } }: Player) => !only || (only.includes(workload) && number === 32)
        turns.push(...players.filter(isMeasured).map((player) => ({ player, workload, connections: number })))
      }
    }
  }
  return turns
}

/** Loads one contestant while the others rest. */
export async function playTurn(turn: Turn, postgresPid: number, seconds: number): Promise<Figures> {
  const { player, workload, connections } = turn
  const { running, place, sent } = player
  const loadFor = async (seconds: number) => {
    const sentBefore = sent.get(workload) ?? 0
    const requests = requestsFile(place, workload)
    const outcome = await load({ url: running.url, requests, connections, seconds, sentBefore })
    sent.set(workload, outcome.sent)
    // What was still under way when time was up belongs to this turn.
    await settled([running.pid], 15_000)
    return outcome.result
  }
  await settled([running.pid, postgresPid])
  // The others have had the processor's caches meanwhile.
  const warmUp = seconds > WARM_UP_SECONDS ? await loadFor(WARM_UP_SECONDS) : undefined
  const { result, used } = await watching([running.pid, postgresPid], () => loadFor(seconds))
  const [server, database] = used as [(typeof used)[0], (typeof used)[0]]
  const perRequest = (cpuSeconds: number) => (cpuSeconds / Math.max(1, result.requests)) * 1e6
  return {
    requestsPerSecond: result.requestsPerSecond,
    p50: result.p50,
    p95: result.p95,
    p99: result.p99,
    errors: result.errors + (warmUp?.errors ?? 0),
    serverCpu: perRequest(server.cpuSeconds),
    databaseCpu: perRequest(database.cpuSeconds),
    serverMemory: server.peakRss / 2 ** 20,
    databaseMemory: database.lastPss / 2 ** 20,
  }
}

async function countAll(players: Player[], plans: Plans, { workloads, isQuick }: Options, say: (line: string) => void) {
  const statements: Comparison['statements'] = {}
  for (const player of players) {
    await player.running.stop()
    if (player.contestant.only) continue
    statements[player.contestant.name] = await countStatements(player, plans, workloads, isQuick ? 5 : 40)
  }
  say('statements are counted')
  return statements
}

/** The servers' logs go with their folders; what they last complained of must not. */
function lastErrorOf({ contestant, place }: Player): string {
  const errors = readFileSync(join(place.folder, 'server.log'), 'utf8').match(/^.*(?:"error"|Error).*$/gm) ?? []
  return `${contestant.name} logged ${errors.length} errors${errors.length > 0 ? `, at last ${errors.at(-1)}` : ''}`
}

function inWords({ requestsPerSecond, p50, p99, errors }: Figures): string {
  const failures = errors > 0 ? `, ${errors} ERRORS` : ''
  return `${Math.round(requestsPerSecond).toLocaleString('en')}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${failures}`
}
