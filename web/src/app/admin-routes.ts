import { type AnyRoute, createRoute, lazyRouteComponent, notFound, rootRouteId } from '@tanstack/react-router'
import { session } from '../api/account.ts'
import { paths } from '../paths.ts'
import { NoPage } from './frame/Trouble.tsx'

const pages = () => import('../features/admin/admin-pages.ts')

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
  return admin.addChildren([
    createRoute({
      getParentRoute: () => admin,
      path: '/',
      component: lazyRouteComponent(pages, 'OverviewPage'),
    }),
    createRoute({
      getParentRoute: () => admin,
      path: 'configuration',
      component: lazyRouteComponent(pages, 'ConfigurationPage'),
    }),
    createRoute({
      getParentRoute: () => admin,
      path: 'users/import',
      component: lazyRouteComponent(pages, 'ImportPage'),
    }),
    createRoute({
      getParentRoute: () => admin,
      path: '$resource',
      component: lazyRouteComponent(pages, 'ListPage'),
      notFoundComponent: NoPage,
    }),
    createRoute({
      getParentRoute: () => admin,
      path: '$resource/$id',
      component: lazyRouteComponent(pages, 'ItemPage'),
      notFoundComponent: NoPage,
    }),
    createRoute({
      getParentRoute: () => admin,
      path: '$resource/$id/delete',
      component: lazyRouteComponent(pages, 'DeletePage'),
      notFoundComponent: NoPage,
    }),
  ])
}
