import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UserImport } from '../schema.d.ts'
import { send } from './requests.ts'

/** Imports the users of a CSV file, or returns what an import would do. */
export function useImportUsers() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ csv, isDryRun }: { csv: ArrayBuffer; isDryRun: boolean }) =>
      (await send('POST', '/api/admin/users/import', {
        params: { query: { dry_run: isDryRun } },
        body: csv,
        // Sent unchanged: the server validates the bytes.
        bodySerializer: (body) => body,
        headers: { 'content-type': 'text/csv' },
      })) as UserImport,
    onSuccess: ({ dry_run }) => dry_run || queries.invalidateQueries({ queryKey: ['admin', 'users'] }),
  })
}
