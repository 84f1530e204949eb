import { type Random, randomFrom } from '../dataset/random.ts'
import type { Shape } from '../dataset/shapes.ts'
import { whatIsKnown } from './known.ts'
import { type Makers, makersFor } from './makers.ts'
import type { Request } from './requests.ts'

export const WORKLOADS = ['list', 'read', 'create', 'update', 'complete', 'filter', 'search', 'login', 'mix'] as const
export type Workload = (typeof WORKLOADS)[number]

const LENGTH = 4000

/** The requests of every workload, which all contestants get alike and in the same order. */
export function plansFor(shape: Shape): Record<Workload, Request[]> {
  const known = whatIsKnown(shape)
  const plan = (make: (random: Random, index: number) => Request, length = LENGTH) => {
    const random = randomFrom(17)
    return Array.from({ length }, (_, index) => make(random, index))
  }
  const toAndFro = known.open.length * 2
  const make = makersFor(shape, known)
  return {
    list: plan(make.list),
    read: plan(make.read),
    create: plan(make.create),
    update: plan(make.update, toAndFro),
    complete: plan(make.complete, toAndFro),
    filter: plan(make.filter),
    search: plan(make.search),
    login: plan(make.login),
    mix: plan(mixOf(make, known.open.length)),
  }
}

/** What a real task server was measured to receive: 65 % read one, 23 % list, 9 % projects, 3 % writes. */
function mixOf(make: Makers, open: number) {
  const writes = [make.create, make.update, make.complete]
  let written = 0
  // Each change is followed by the one that takes it back.
  const nextWrite = (random: Random) => {
    const turn = Math.floor(written / writes.length)
    const write = writes[written++ % writes.length] as Makers['update']
    return write(random, (turn % 2) * open + (turn >> 1))
  }
  return (random: Random): Request => {
    const share = random.next()
    if (share < 0.65) return make.read(random)
    if (share < 0.88) return make.list(random)
    return share < 0.97 ? make.projects(random) : nextWrite(random)
  }
}
