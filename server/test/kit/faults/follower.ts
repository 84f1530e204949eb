import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../api.ts'
import type { Wire } from '../live/live-client.ts'
import { type Listener, loadView, Replica, type View } from '../live/replica.ts'
import { elapse, until } from '../until.ts'
import type { Person } from '../world.ts'

/** A live client that reconnects to any process that listens, until it is stopped. */
export type Follower = {
  name: string
  connections(): number
  /** What the client shows once it has received everything that its user did, and what the user may see. */
  compare(): Promise<{ shown: View; right: View }>
  stop(): Promise<void>
}

const PAUSE_MS = 100

export function follow(person: Person, wire: Wire, ports: readonly number[], { send }: Pick<Api, 'send'>): Follower {
  const listeners = ports.map((port): Listener => ({ send, server: { server: { address: () => ({ port }) } } }))
  const replica = new Replica(listeners[0] as Listener, person, wire)
  let connections = 0
  let isWanted = true
  const following = (async () => {
    while (isWanted) {
      await replica.connect(listeners[connections++ % listeners.length] as Listener)
      await replica.disconnect()
      if (isWanted) await elapse(PAUSE_MS)
    }
  })()
  return {
    name: `${person.name} over ${wire}`,
    connections: () => connections,
    compare: async () => {
      const bio = `settled ${connections} ${Math.random()}`
      await person.patch('/api/profile', { bio })
      // The caller's assertion shows what is missing.
      await until(() => replica.view.profile.bio === bio, LONGEST_SETTLING_MS).catch(() => {})
      return { shown: replica.view, right: await loadView((url) => person.get(url)) }
    },
    stop: async () => {
      isWanted = false
      await replica.disconnect()
      await following
    },
  }
}

/** The differences between what each follower shows and what its user may see; empty if there are none. */
export async function wrongViews(followers: readonly Follower[]): Promise<string[]> {
  const compared = followers.map(async ({ name, compare }) => {
    const { shown, right } = await compare()
    return (['tasks', 'projects', 'members', 'categories', 'profile'] as const).flatMap((part) => {
      const [one, other] = [inOrder(shown[part]), inOrder(right[part])]
      return isDeepStrictEqual(one, other)
        ? []
        : [`${name}: ${part} ${JSON.stringify(one)} for ${JSON.stringify(other)}`]
    })
  })
  return (await Promise.all(compared)).flat()
}

const inOrder = (value: unknown): unknown =>
  value instanceof Map
    ? [...value].sort(([one], [other]) => one - other).map(([id, each]) => [id, inOrder(each)])
    : value

const LONGEST_SETTLING_MS = 20_000
