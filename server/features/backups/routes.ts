import { createHash } from 'node:crypto'
import { requireAdmin } from '../../access/rights.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../platform/http/responses/lists.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed } from '../../platform/http/schema.ts'
import { Problem } from '../../platform/problem.ts'
import * as queries from './queries.ts'
import { Backup, BackupId } from './schema.ts'

const BackupPage = pageOf(Backup)
const tags = ['backups']

const SORTABLE = {
  taken_at: { column: 'backups.taken_at' },
  size_bytes: { column: 'backups.size_bytes' },
  destination: { column: 'backups.destination' },
}

/** The last backup in each destination, for administrators. */
export function backups(app: HttpServer): void {
  for (const shape of [Backup, BackupPage]) app.addSchema(shape)
  listBackupsRoute(app)
  readBackupRoute(app)
}

function listBackupsRoute(app: HttpServer): void {
  app.get(
    '/api/admin/backups',
    {
      schema: {
        tags,
        operationId: 'listBackups',
        summary: 'List backups',
        description: 'The last backup in each destination. `docket backup` takes them. Administrators only.',
        querystring: closed({ ...orderingParameter(Object.keys(SORTABLE)), ...pageParameters }),
        response: responses({ 200: response(BackupPage, 'A page of backups, the latest first.') }, 401, 403, 404),
      },
    },
    async (request) => {
      const { db, viewer } = request
      requireAdmin(viewer)
      const list = listRequest(request, { sortable: SORTABLE, fallback: '-taken_at', unique: 'backups.destination' })
      return readPage(list, {
        rows: (slice) => queries.listBackups(db, slice),
        count: (limit) => queries.countBackups(db, limit),
        present,
      })
    },
  )
}

function readBackupRoute(app: HttpServer): void {
  app.get(
    '/api/admin/backups/:id',
    {
      schema: {
        tags,
        operationId: 'readBackup',
        summary: 'Get a backup',
        description: 'The last one in its destination. Administrators only.',
        params: closed({ id: BackupId }),
        response: responses({ 200: response(Backup, 'The backup.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }) => {
      requireAdmin(viewer)
      const backup = (await queries.allBackups(db)).map(present).find(({ id }) => id === params.id)
      if (!backup) throw new Problem('not_found', 'backup.not_found', 'There is no backup in this destination.')
      return backup
    },
  )
}

type Row = Awaited<ReturnType<typeof queries.allBackups>>[number]

const present = ({ destination, taken_at, size_bytes }: Row) => ({
  id: idOf(destination),
  destination,
  taken_at,
  size_bytes,
})

/** A destination contains slashes, which a path cannot. */
const idOf = (destination: string): string => createHash('sha256').update(destination).digest('hex').slice(0, 16)
