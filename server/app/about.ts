import packageFile from '../../package.json' with { type: 'json' }
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
  tags: [
    { name: 'accounts', description: 'Registration, login and logout.' },
    { name: 'users', description: 'User accounts: your own account and, for administrators, all accounts.' },
    { name: 'profile', description: 'The profile of the user, with preferences.' },
    { name: 'projects', description: 'Projects and their members.' },
    { name: 'categories', description: 'Labels for tasks.' },
    { name: 'tasks', description: 'Tasks: single tasks, lists, bulk operations and history.' },
    { name: 'reminders', description: 'Personal reminders for tasks.' },
    { name: 'live', description: 'Live updates: a stream of events.' },
    { name: 'jobs', description: 'Background jobs, for administrators.' },
    { name: 'events', description: 'The event log, for administrators.' },
    { name: 'service', description: 'The server itself.' },
  ],
}
