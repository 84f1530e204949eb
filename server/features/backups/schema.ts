import { Type } from 'typebox'
import { closed, Instant, named } from '../../platform/http/schema.ts'

const id = { description: 'Derived from the destination.', examples: ['8f14e45fceea167a'] }

export const BackupId = Type.String({ pattern: '^[0-9a-f]{16}$', ...id })

export const Backup = named(
  'Backup',
  closed({
    id: Type.String(id),
    destination: Type.String({ description: 'The folder or bucket.', examples: ['/var/backups/docket'] }),
    taken_at: Instant,
    size_bytes: Type.Integer({ examples: [52_428_800] }),
  }),
)
