import { type Static, Type } from 'typebox'
import { closed, exactlyOneOf, Id, named, ReadVersion, withRule } from '../../../platform/http/schema.ts'

const description = 'The id of another task of the same project, or of the same owner’s private tasks.'

/** The place to move a task to, as fields of a body. */
export const destination = {
  before: Type.Optional({ ...Id, description }),
  after: Type.Optional({ ...Id, description }),
  first: Type.Optional(Type.Boolean({ description: 'true moves the task to the beginning.' })),
  last: Type.Optional(Type.Boolean({ description: 'true moves the task to the end.' })),
}

export const oneDestination = exactlyOneOf(...(Object.keys(destination) as (keyof typeof destination)[]))

export const TaskMove = named(
  'TaskMove',
  withRule(
    closed(
      { ...destination, version: Type.Optional(ReadVersion) },
      { description: 'Exactly one of `before`, `after`, `first` and `last`.', examples: [{ last: true }] },
    ),
    oneDestination,
  ),
)

export type Destination = Pick<Static<typeof TaskMove>, keyof typeof destination>
