import { type Field, type Row, resources } from '../../../api/admin/resources.ts'
import { fieldInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { useReferences } from '../list/Table.tsx'
import { Value } from '../Value.tsx'
import css from './ItemPage.module.css'

type Change = { from?: unknown; to?: unknown }
type NameOf = ReturnType<typeof useReferences>

/** The fields that an event changed, with their previous values. Looks up names itself unless `nameOf` is given. */
export function Changes({ event }: { event: Row }) {
  const messages = useAdminMessages()
  const nameOf = useReferences(FIELDS, valuesOf([event]))
  const changes = changesOf(event)
  return changes.length > 0 ? <ChangeLines changes={changes} nameOf={nameOf} /> : messages.empty
}

export function ChangeLines({ changes, nameOf }: { changes: readonly (readonly [string, Change])[]; nameOf: NameOf }) {
  const messages = useAdminMessages()
  return changes.map(([name, { from, to }]) => {
    const field = FIELDS.find((one) => one.name === name) ?? { name, type: 'string' }
    return (
      <p key={name} className={css.change}>
        {fieldInWords(name, messages)} {from !== null && <Value field={field} value={from} nameOf={nameOf} />} {ARROW}{' '}
        <Value field={field} value={to} nameOf={nameOf} />
      </p>
    )
  })
}

export const changesOf = ({ changes }: Row): [string, Change][] =>
  Object.entries((changes ?? {}) as Record<string, Change>).filter(([name]) => !FOR_MACHINES.includes(name))

/** The values before and after, as rows whose references can be looked up. */
export const valuesOf = (events: readonly Row[]): Row[] =>
  events.flatMap(changesOf).flatMap(([name, { from, to }]) => [{ [name]: from }, { [name]: to }])

/** Events can refer to fields of resources of every kind. */
export const FIELDS: readonly Field[] = [
  ...new Map(resources.flatMap(({ fields }) => fields.map((field) => [field.name, field] as const))).values(),
]
const FOR_MACHINES = ['uid', 'rank', 'position', 'version']
const ARROW = '→'
