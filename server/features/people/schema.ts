import { type Static, Type } from 'typebox'
import { closed, Id, named, nullable, ref } from '../../platform/http/schema.ts'

export const Person = named(
  'Person',
  closed({
    id: Id,
    username: nullable(Type.String({ examples: ['ben'] })),
    display_name: Type.String({ examples: ['Ben Example'] }),
    avatar_url: nullable(Type.String({ examples: [null] })),
  }),
)
export type Person = Static<typeof Person>

export const PersonList = named(
  'PersonList',
  closed({
    results: Type.Array(ref(Person)),
    has_more: Type.Boolean({
      description: 'Whether more people match. Search for a longer prefix.',
      examples: [false],
    }),
  }),
)
