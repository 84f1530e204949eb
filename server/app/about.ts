import packageFile from '../../package.json' with { type: 'json' }

/** How the API introduces itself. */
export const about = {
  title: 'Docket',
  version: packageFile.version,
  description:
    'Task management over HTTP. Field names are snake_case, instants are UTC, failures are RFC 9457 problems. ' +
    'Register or log in, then send `Authorization: Bearer <access>`.',
  tags: [
    { name: 'accounts', description: 'Registering, logging in and out.' },
    { name: 'users', description: 'Accounts, one’s own and, for administrators, everybody’s.' },
    { name: 'profile', description: 'What a user tells about themselves.' },
    { name: 'projects', description: 'Projects and their members.' },
    { name: 'categories', description: 'Labels for tasks.' },
    { name: 'tasks', description: 'Tasks: one by one, in lists, in bulk, and their history.' },
    { name: 'reminders', description: 'Reminders of tasks, each of them one person’s.' },
    { name: 'live', description: 'What happens, as it happens.' },
    { name: 'jobs', description: 'Background jobs, for administrators.' },
    { name: 'service', description: 'The server itself.' },
  ],
}
