import { Type } from 'typebox'
import { requireAdmin } from '../../../access/rights.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { closed } from '../../../platform/http/schema.ts'
import { Problem } from '../../../platform/problem.ts'
import { MAX_PASSWORDS } from './check-rows.ts'
import { COLUMNS, csvText, MAX_LINES } from './read-csv.ts'
import { UserImport } from './schema.ts'
import { type ImportOptions, importUsers } from './service.ts'

/** Importing users from a CSV file, for administrators. */
export function userImportRoute(app: HttpServer, setDisplayName: ImportOptions['setDisplayName']): void {
  app.addSchema(UserImport)
  // In its own scope: no other route accepts CSV, and this one accepts nothing else.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, csvText(body as Buffer))
      } catch (problem) {
        done(problem as Error)
      }
    })
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => {
      done(new Problem('unsupported', 'request.media_type', 'The media type of the body must be text/csv.'), undefined)
    })
    addRoute(scope as unknown as HttpServer, setDisplayName)
  })
}

function addRoute(app: HttpServer, setDisplayName: ImportOptions['setDisplayName']): void {
  app.post(
    '/api/admin/users/import',
    {
      schema: {
        tags: ['users'],
        operationId: 'importUsers',
        summary: 'Import users',
        description:
          `Creates the accounts of a CSV file, at most ${MAX_LINES} rows and ${MAX_PASSWORDS} with a password. The first line names the ` +
          `columns: ${COLUMNS.join(', ')}; one of username and email is required. The file is UTF-8 with commas, ` +
          'semicolons or tabs. Existing accounts are not changed, so an import can be repeated. A user without a ' +
          'password gets an email with a link to choose one; a user with one must change it at the first login. Administrators only.',
        consumes: ['text/csv'],
        querystring: closed({
          dry_run: Type.Optional(Type.Boolean({ description: 'Whether to check the file and write nothing.' })),
        }),
        body: Type.String({
          examples: ['username,email,first_name,last_name,role\nann,ann@example.com,Ann,Example,user\n'],
        }),
        response: responses({ 200: response(UserImport, 'The outcome of each row.') }, 'body', 401),
      },
    },
    async ({ viewer, db, query, body }) => {
      requireAdmin(viewer)
      return importUsers(db, viewer.id, body, { isDryRun: query.dry_run ?? false, setDisplayName })
    },
  )
}
