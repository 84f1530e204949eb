import type { Random } from './random.ts'

const VERBS =
  'Review Prepare Send Update Fix Plan Book Call Order Translate Test Clean Move Draft Check Renew Compare Publish Archive Install Measure Paint Repair Invite Sort Print Schedule Cancel Deliver Design'.split(
    ' ',
  )

const THINGS =
  'invoice contract newsletter budget report kitchen garden server backup certificate website brochure passport insurance bicycle calendar workshop survey presentation logo warehouse shipment password agenda interview menu playlist sensor pipeline dashboard ticket manual recipe greenhouse boiler roof ladder camera microphone stage ballot timetable permit receipt subscription mailbox archive whiteboard printer projector'.split(
    ' ',
  )

const ENDS = [
  'for the spring fair',
  'with Maria',
  'before the audit',
  'in the new office',
  'for the board',
  'at the harbour',
  'after the holidays',
  'for customer Nordwind',
  'with the tax adviser',
  'in Lyon',
  'on the second floor',
  'for the school',
]

const SENTENCES = [
  'Ask twice before it is printed.',
  'The last one came back with three mistakes, so take your time.',
  'Numbers are in the shared folder.',
  'Keep the **old version** until everybody has agreed.',
  'If the supplier does not answer by Thursday, call the other one.',
  'Costs must stay under the limit that we agreed on in March.',
  'See the notes of the last meeting.',
  'Nobody has the key but the caretaker.',
  'It has to work on a phone as well.',
  'Two people are needed for this, and a van.',
]

export const title = (random: Random): string => `${random.pick(VERBS)} the ${random.pick(THINGS)} ${random.pick(ENDS)}`

/** Three in ten have none, as people's tasks do. */
export function description(random: Random): string {
  if (random.chance(0.3)) return ''
  const sentences = Array.from({ length: 1 + random.below(4) }, () => random.pick(SENTENCES))
  return `About the ${random.pick(THINGS)}. ${sentences.join(' ')}`
}

/** A word that somebody would search for, whole or begun. */
export function searchWord(random: Random): string {
  const word = random.pick(THINGS)
  return random.chance(0.5) ? word : word.slice(0, 5)
}
