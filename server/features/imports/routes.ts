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
import { notFound } from '../../platform/problem.ts'
import * as queries from './queries.ts'
import { Import, ImportName } from './schema.ts'

const ImportPage = pageOf(Import)
const tags = ['imports']

const SORTABLE = { name: { column: 'import_sources.name' }, created_at: { column: 'import_sources.created_at' } }

/** The systems that `docket import` has read, for administrators. */
export function imports(app: HttpServer): void {
  for (const shape of [Import, ImportPage]) app.addSchema(shape)
  listImportsRoute(app)
  readImportRoute(app)
}

function listImportsRoute(app: HttpServer): void {
  app.get(
    '/api/admin/imports',
    {
      schema: {
        tags,
        operationId: 'listImports',
        summary: 'List imports',
        description: 'The databases of other systems from which `docket import` has copied. Administrators only.',
        querystring: closed({ ...orderingParameter(Object.keys(SORTABLE)), ...pageParameters }),
        response: responses({ 200: response(ImportPage, 'A page of imports, the latest first.') }, 401, 403, 404),
      },
    },
    async (request) => {
      const { db, viewer } = request
      requireAdmin(viewer)
      const options = { sortable: SORTABLE, fallback: '-created_at', unique: 'import_sources.name' }
      return readPage(listRequest(request, options), {
        rows: (slice) => queries.listSources(db, slice),
        count: (limit) => queries.countSources(db, limit),
        present,
      })
    },
  )
}

function readImportRoute(app: HttpServer): void {
  app.get(
    '/api/admin/imports/:name',
    {
      schema: {
        tags,
        operationId: 'readImport',
        summary: 'Get an import',
        description: 'Administrators only.',
        params: closed({ name: ImportName }),
        response: responses({ 200: response(Import, 'The import.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }) => {
      requireAdmin(viewer)
      const source = await queries.findSource(db, params.name)
      if (!source) throw notFound('import')
      return present(source)
    },
  )
}

const present = ({ name, created_at, counts }: queries.CountedSource): Import => ({
  name,
  users: counts.get('user') ?? 0,
  projects: counts.get('project') ?? 0,
  members: counts.get('member') ?? 0,
  categories: counts.get('category') ?? 0,
  tasks: counts.get('task') ?? 0,
  created_at,
})
