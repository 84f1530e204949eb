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
  /** A task in the panel, over the list that it belongs to. */
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
  /** Where other apps send what is to become a task: the manifest names it. */
  share: '/share',
  admin: '/admin',
  adminConfiguration: '/admin/configuration',
  adminUserImport: '/admin/users/import',
  adminList: (resource: string) => `/admin/${resource}`,
  adminItem: (resource: string, id: number | string) => `/admin/${resource}/${id}`,
  logIn: '/login',
  register: '/register',
  forgotPassword: '/forgot-password',
  changePassword: '/change-password',
  // Where links in mails lead: the server writes these.
  resetPassword: '/reset-password',
  confirmEmail: '/confirm-email',
  unsubscribe: '/unsubscribe',
} as const
