import packageFile from '../../package.json' with { type: 'json' }
import { tags } from './features.ts'
import { REQUEST_CODES, STATE_CODES } from './problem-codes.ts'

/** The description of the API in its OpenAPI document. */
export const about = {
  title: 'Docket',
  version: packageFile.version,
  description:
    'A task-management API. Field names are snake_case, times are in UTC, errors are RFC 9457 problem details. ' +
    'Register or log in, then send `Authorization: Bearer <access>`. A method that a path does not support returns 405 with ' +
    '`Allow` (`MethodNotAllowed`).',
  problemCodes: { ofRequests: REQUEST_CODES, ofState: STATE_CODES },
  tags,
}
