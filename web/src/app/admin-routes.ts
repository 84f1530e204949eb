import { type AnyRoute, createRoute, lazyRouteComponent, notFound, rootRouteId } from '@tanstack/react-router'
import { session } from '../api/account.ts'
import { paths } from '../paths.ts'
import { NoPage } from './frame/Trouble.tsx'

const pages = () => import('../features/admin/admin-pages.ts')

type PageName = Exclude<keyof Awaited<ReturnType<typeof pages>>, 'AdminFrame'>

/** For administrators and auditors. Other users do not have these pages, and do not load their code. */
export function adminRoutes<Parent extends AnyRoute>(parent: Parent) {
  const admin = createRoute({
    getParentRoute: () => parent,
    path: paths.admin,
    beforeLoad: () => {
      const role = session.get()?.user.role
      if (role !== 'admin' && role !== 'auditor') throw notFound({ routeId: rootRouteId })
    },
    component: lazyRouteComponent(pages, 'AdminFrame'),
  })
  const page = (path: string, name: PageName) =>
    createRoute({ getParentRoute: () => admin, path, component: lazyRouteComponent(pages, name) })
  const resourcePage = (path: string, name: PageName) =>
    createRoute({
      getParentRoute: () => admin,
      path,
      component: lazyRouteComponent(pages, name),
      notFoundComponent: NoPage,
    })
  return admin.addChildren([
    page('/', 'OverviewPage'),
    page('configuration', 'ConfigurationPage'),
    page('users/import', 'ImportPage'),
    resourcePage('$resource', 'ListPage'),
    resourcePage('$resource/$id', 'ItemPage'),
    resourcePage('$resource/$id/delete', 'DeletePage'),
  ])
}
