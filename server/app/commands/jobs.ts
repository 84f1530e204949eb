import { Command } from 'commander'
import { discardJobAs, retryJobAs } from '../../features/jobs/service.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Job, JobState } from '../../platform/queue/job-rows.ts'
import { countJobs, findJob, listJobs } from '../../platform/queue/jobs.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { print } from './print.ts'
import { withDatabase } from './settings.ts'

const STATES: readonly JobState[] = ['waiting', 'running', 'done', 'dead']
const MAX_SHOWN = 50

type Choice = { all?: boolean }
type Change = (tx: Tx, actor: null, id: number) => Promise<Job | undefined>

/** `docket jobs`: background jobs, for operators. */
export function jobsCommand(): Command {
  const command = new Command('jobs').description('Manage background jobs')
  command
    .command('list')
    .description(`Count the jobs in each state, and list the newest ${MAX_SHOWN} of one`)
    .argument('[state]', STATES.join(', '), 'dead')
    .action(list)
  command
    .command('retry')
    .description('Retry dead or waiting jobs')
    .argument('[id...]', 'the ids of the jobs')
    .option('--all', 'all dead jobs')
    .action((ids: string[], choice: Choice, self: Command) =>
      change(ids, choice, self, { make: retryJobAs, done: 'is retried' }),
    )
  command
    .command('discard')
    .description('Discard dead or waiting jobs')
    .argument('[id...]', 'the ids of the jobs')
    .option('--all', 'all dead jobs')
    .action((ids: string[], choice: Choice, self: Command) =>
      change(ids, choice, self, { make: discardJobAs, done: 'is discarded' }),
    )
  return command
}

async function list(state: string, _options: unknown, self: Command): Promise<void> {
  if (!isState(state)) self.error(`${state} is not a job state; use one of ${STATES.join(', ')}`)
  await withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    const counts = await countJobs(db)
    print(STATES.map((each) => `${counts[each]} ${each}`).join(', '))
    for (const job of (await newest(db, state)).slice(0, MAX_SHOWN)) print(lineFor(job))
  })
}

type JobChange = { make: Change; done: string }

async function change(ids: string[], { all }: Choice, self: Command, { make, done }: JobChange): Promise<void> {
  const wrong = ids.find((id) => !/^[1-9]\d{0,14}$/.test(id))
  if (wrong !== undefined) self.error(`${wrong} is not a job id`)
  if ((ids.length === 0) === !all) self.error('specify job ids, or --all')
  await withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    if (all) return changeAllDead(db, make, done)
    for (const id of ids.map(Number)) {
      if (!(await transaction(db, (tx) => make(tx, null, id)))) throw await refusal(db, id)
      print(`Job ${id} ${done}.`)
    }
  })
}

async function changeAllDead(db: Db, make: Change, done: string): Promise<void> {
  for (;;) {
    const dead = await newest(db, 'dead')
    if (dead.length === 0) return
    for (const { id } of dead) {
      if (await transaction(db, (tx) => make(tx, null, id))) print(`Job ${id} ${done}.`)
    }
  }
}

async function refusal(db: Db, id: number): Promise<Error> {
  const job = await findJob(db, id)
  return new Error(job ? `Job ${id} is ${job.state}.` : `There is no job ${id}.`)
}

function newest(db: Db, state: JobState): Promise<Job[]> {
  const order = [{ column: 'jobs.id', descending: true, nullable: false }]
  return listJobs(db, { state }, { order, size: MAX_SHOWN, offset: 0 })
}

const lineFor = ({ id, key, attempts, run_at, finished_at, last_error }: Job): string =>
  [id, key, `attempts ${attempts}`, run_at ? `due ${run_at}` : `finished ${finished_at}`, last_error ?? '']
    .join('  ')
    .trimEnd()

const isState = (word: string): word is JobState => (STATES as readonly string[]).includes(word)
