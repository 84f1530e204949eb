import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router'
import { session } from '../api/account.ts'
import { readOverview } from '../features/overview/address.ts'
import { readSearch } from '../features/task-views/view.ts'
import { paths } from '../paths.ts'
import { adminRoutes } from './admin-routes.ts'
import { openAddTask } from './frame/dialog-store.ts'
import { NoPage, Trouble } from './frame/Trouble.tsx'
import { settingsRoutes } from './settings-routes.ts'
import { readShared, sharedText } from './shared-text.ts'

/** The pages for logged-in users, in one file, which is preloaded if a user was logged in before. */
export const insidePages = () => import('./inside.ts')

const root = createRootRoute({ component: Outlet })

/** Pages for users who are not logged in; others are redirected to the page that they requested. */
const outside = createRoute({
  getParentRoute: () => root,
  id: 'outside',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === 'string' && isOwnPath(search.next) ? { next: search.next } : {},
  beforeLoad: ({ search }) => {
    if (session.get()) throw redirect({ href: search.next ?? paths.today, replace: true })
  },
  component: Outlet,
})

/** All other pages are inside the frame, with the task of the panel in the address. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  validateSearch: (search: Record<string, unknown>): { task?: number } => {
    const task = Number(search.task)
    return Number.isSafeInteger(task) && task > 0 ? { task } : {}
  },
  beforeLoad: ({ location }) => {
    const next = location.href === '/' ? undefined : location.href
    if (session.get()?.user.must_change_password) throw redirect({ to: paths.changePassword, replace: true })
    if (!session.get()) throw redirect({ to: paths.logIn, search: next ? { next } : {}, replace: true })
  },
  component: lazyRouteComponent(insidePages, 'Frame'),
})

const accountPages = () => import('../features/accounts/pages.tsx')
const linkPages = () => import('../features/accounts/links/link-pages.tsx')

const routes = root.addChildren([
  outside.addChildren([
    createRoute({
      getParentRoute: () => outside,
      path: paths.logIn,
      component: lazyRouteComponent(accountPages, 'LogInPage'),
    }),
    createRoute({
      getParentRoute: () => outside,
      path: paths.register,
      component: lazyRouteComponent(accountPages, 'RegisterPage'),
    }),
    createRoute({
      getParentRoute: () => outside,
      path: paths.forgotPassword,
      component: lazyRouteComponent(accountPages, 'ForgotPasswordPage'),
    }),
  ]),
  createRoute({
    getParentRoute: () => root,
    path: paths.changePassword,
    beforeLoad: () => {
      if (!session.get()?.user.must_change_password) throw redirect({ to: paths.today, replace: true })
    },
    component: lazyRouteComponent(accountPages, 'ChangePasswordPage'),
  }),
  ...(
    [
      [paths.resetPassword, 'ResetPasswordPage'],
      [paths.confirmEmail, 'ConfirmEmailPage'],
      [paths.unsubscribe, 'UnsubscribePage'],
    ] as const
  ).map(([path, name]) =>
    createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(linkPages, name) }),
  ),
  inside.addChildren([
    createRoute({
      getParentRoute: () => inside,
      path: '/',
      beforeLoad: () => {
        throw redirect({ to: paths.today, replace: true })
      },
    }),
    ...(['today', 'inbox', 'upcoming', 'noDate', 'completed'] as const).map((view) =>
      createRoute({
        getParentRoute: () => inside,
        path: paths[view],
        validateSearch: readSearch,
        component: lazyRouteComponent(async () => {
          const { ListPage } = await insidePages()
          return { default: () => <ListPage view={view} /> }
        }),
      }),
    ),
    createRoute({
      getParentRoute: () => inside,
      path: '/project/$project',
      validateSearch: readSearch,
      component: lazyRouteComponent(insidePages, 'ProjectPage'),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: '/project/$project/members',
      component: lazyRouteComponent(() => import('./pages/MembersPage.tsx'), 'MembersPage'),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: '/project/$project/categories',
      component: lazyRouteComponent(() => import('./pages/CategoriesPage.tsx'), 'CategoriesPage'),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: paths.search,
      validateSearch: ({ q }: Record<string, unknown>): { q?: string } =>
        q === undefined || q === '' ? {} : { q: String(q) },
      component: lazyRouteComponent(() => import('./pages/SearchPage.tsx'), 'SearchPage'),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: paths.archived,
      component: lazyRouteComponent(() => import('./pages/ArchivedPage.tsx'), 'ArchivedPage'),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: paths.menu,
      component: lazyRouteComponent(() => import('./pages/MenuPage.tsx'), 'MenuPage'),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: paths.overview,
      validateSearch: readOverview,
      component: lazyRouteComponent(() => import('./pages/OverviewPage.tsx'), 'OverviewPage'),
    }),
    settingsRoutes(inside),
    createRoute({
      getParentRoute: () => inside,
      path: paths.share,
      validateSearch: readShared,
      beforeLoad: ({ search }) => {
        openAddTask(sharedText(search))
        throw redirect({ to: paths.today, replace: true })
      },
    }),
    adminRoutes(inside),
  ]),
])

/** The pages of the app, below the path at which it is served. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: routes,
    basepath: new URL(document.baseURI).pathname,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: Trouble,
    defaultNotFoundComponent: NoPage,
    ...(history && { history }),
  })
}

const isOwnPath = (path: string): boolean => path.startsWith('/') && !path.startsWith('//') && !path.includes('\\')
