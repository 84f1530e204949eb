import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling'
import type { Group, Memory } from './policy.ts'

export type ScalingGroup = Group & {
  name: string
  /** The ids of the instances in service. */
  instances: string[]
  minimum: number
  maximum: number
}

/**
 * The policy's memory is a tag of the group itself, so that nothing else needs to be set up, cleaned up or
 * synchronised.
 */
const TAG = 'docket:autoscaler'

const LIMITS = { requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true } }

/** Throws if there is no group with this name. */
export async function readGroup(name: string): Promise<ScalingGroup> {
  const { AutoScalingClient, DescribeAutoScalingGroupsCommand } = await import('@aws-sdk/client-auto-scaling')
  const client = new AutoScalingClient(LIMITS)
  const { AutoScalingGroups: [group] = [] } = await client.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  )
  const region = await client.config.region()
  client.destroy()
  if (!group) throw new Error(`There is no Auto Scaling group "${name}" in ${region}.`)
  return groupFrom(name, group)
}

function groupFrom(name: string, group: AutoScalingGroup): ScalingGroup {
  const serving = (group.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === 'InService')
  const instances = serving.map(({ InstanceId }) => InstanceId as string)
  return {
    ...{ name, instances, inService: instances.length, capacity: group.DesiredCapacity ?? 0 },
    ...{ minimum: group.MinSize ?? 0, maximum: group.MaxSize ?? 0 },
    memory: memoryFrom(group.Tags?.find(({ Key }) => Key === TAG)?.Value ?? ''),
  }
}

/** The private addresses of instances, in no particular order. */
export async function addressesOf(instances: string[]): Promise<string[]> {
  if (instances.length === 0) return []
  const { EC2Client, paginateDescribeInstances } = await import('@aws-sdk/client-ec2')
  const client = new EC2Client(LIMITS)
  const addresses: string[] = []
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { InstanceIds: instances })) {
    const found = Reservations.flatMap((reservation) => reservation.Instances ?? [])
    addresses.push(...found.map(({ PrivateIpAddress }) => PrivateIpAddress).filter((address) => address !== undefined))
  }
  client.destroy()
  return addresses
}

/**
 * Sets the capacity if it has changed, and then stores the memory: if the second step fails, the next change comes too
 * early at worst.
 */
export async function applyTo(group: ScalingGroup, capacity: number, memory: Memory): Promise<void> {
  const { AutoScalingClient, CreateOrUpdateTagsCommand, SetDesiredCapacityCommand } = await import(
    '@aws-sdk/client-auto-scaling'
  )
  const client = new AutoScalingClient(LIMITS)
  const AutoScalingGroupName = group.name
  if (capacity !== group.capacity) {
    await client.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: capacity, HonorCooldown: false }),
    )
  }
  const Value = textOf(memory)
  if (Value !== textOf(group.memory)) {
    const tag = {
      ResourceId: group.name,
      ResourceType: 'auto-scaling-group',
      Key: TAG,
      Value,
      PropagateAtLaunch: false,
    }
    await client.send(new CreateOrUpdateTagsCommand({ Tags: [tag] }))
  }
  client.destroy()
}

/**
 * In the format of tags, which allow few characters besides letters and digits: `out=1764390000 in=1764380000
 * few=3@2.41@1764390000`.
 */
export function textOf({ lastOut, lastIn, tooFew }: Memory): string {
  return [
    lastOut === undefined ? '' : `out=${lastOut}`,
    lastIn === undefined ? '' : `in=${lastIn}`,
    tooFew === undefined ? '' : `few=${tooFew.capacity}@${tooFew.load}@${tooFew.at}`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** Text that cannot be parsed is treated as absent. */
export function memoryFrom(text: string): Memory {
  const memory: Memory = {}
  const [, out] = /\bout=(\d+)/.exec(text) ?? []
  const [, into] = /\bin=(\d+)/.exec(text) ?? []
  const [, capacity, load, at] = /\bfew=(\d+)@([\d.e+-]+)@(\d+)/.exec(text) ?? []
  if (out) memory.lastOut = Number(out)
  if (into) memory.lastIn = Number(into)
  if (capacity && Number.isFinite(Number(load))) {
    memory.tooFew = { capacity: Number(capacity), load: Number(load), at: Number(at) }
  }
  return memory
}
