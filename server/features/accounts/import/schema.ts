import { type Static, Type } from 'typebox'
import { closed, Id, named, nullable, oneOf } from '../../../platform/http/schema.ts'
import { Role } from '../schema.ts'
import { COLUMNS } from './read-csv.ts'

const Refusal = closed(
  {
    column: nullable(
      oneOf('UserImportColumn', COLUMNS, { description: 'The column that is wrong; null for the row as a whole.' }),
    ),
    detail: Type.String({ description: 'What is wrong and what to do, for people.' }),
  },
  { title: 'UserImportRefusal' },
)

const Row = closed(
  {
    line: Type.Integer({ description: 'The line of the file in which the row ends.', examples: [2] }),
    username: nullable(Type.String()),
    email: nullable(Type.String()),
    display_name: nullable(Type.String()),
    role: Role,
    outcome: oneOf('UserImportOutcome', ['created', 'exists', 'refused'], {
      description:
        '`created`: the account was created, or would be in a dry run. `exists`: it already exists and is not changed.',
    }),
    id: nullable({ ...Id, description: 'The account; null for refused rows and in a dry run of new ones.' }),
    errors: Type.Array(Refusal, { description: 'Why the row was refused.' }),
  },
  { title: 'UserImportRow' },
)
export type ImportRow = Static<typeof Row>

export const UserImport = named(
  'UserImport',
  closed({
    dry_run: Type.Boolean({ description: 'True for a dry run.' }),
    created: Type.Integer({ examples: [40] }),
    existing: Type.Integer({ examples: [2] }),
    refused: Type.Integer({ examples: [1] }),
    ignored_columns: Type.Array(Type.String(), { description: 'Columns of the file that are not imported.' }),
    rows: Type.Array(Row),
  }),
)
export type UserImport = Static<typeof UserImport>
