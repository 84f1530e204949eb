/** The address of every page, relative to where the app is served. */
export const paths = {
  today: '/today',
  inbox: '/inbox',
  upcoming: '/upcoming',
  noDate: '/no-date',
  completed: '/completed',
  project: (id: number) => `/project/${id}`,
  members: (id: number) => `/project/${id}/members`,
  categories: (id: number) => `/project/${id}/categories`,
  /** A task in the panel, over its list. */
  task: ({ id, project }: { id: number; project: number | null }) =>
    `${project === null ? '/inbox' : `/project/${project}`}?task=${id}`,
  search: '/search',
  archived: '/archived',
  /** The sidebar as a page, on phones. */
  menu: '/menu',
  overview: '/overview',
  settings: '/settings',
  ownCategories: '/settings/categories',
  emailSettings: '/settings/emails',
  accountSettings: '/settings/account',
  sessions: '/settings/sessions',
  /** The target for content shared by other apps, as named in the manifest. */
  share: '/share',
  admin: '/admin',
  adminConfiguration: '/admin/configuration',
  adminUserImport: '/admin/users/import',
  adminList: (resource: string) => `/admin/${resource}`,
  adminItem: (resource: string, id: number | string) => `/admin/${resource}/${encodeURIComponent(id)}`,
  logIn: '/login',
  register: '/register',
  forgotPassword: '/forgot-password',
  changePassword: '/change-password',
  // The targets of links in emails, which the server writes.
  resetPassword: '/reset-password',
  confirmEmail: '/confirm-email',
  unsubscribe: '/unsubscribe',
} as const
