import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { paths } from '../paths.ts'

const pages = () => import('../features/settings/settings-pages.ts')

/** The settings and their sections, loaded together. */
export function settingsRoutes<Parent extends AnyRoute>(parent: Parent) {
  const frame = createRoute({
    getParentRoute: () => parent,
    path: paths.settings,
    component: lazyRouteComponent(pages, 'SettingsPage'),
  })
  type Section = Exclude<keyof Awaited<ReturnType<typeof pages>>, 'SettingsPage'>
  const section = (path: string, name: Section) =>
    createRoute({ getParentRoute: () => frame, path, component: lazyRouteComponent(pages, name) })
  return frame.addChildren([
    section('/', 'ProfileSection'),
    createRoute({
      getParentRoute: () => frame,
      path: '/categories',
      component: lazyRouteComponent(() => import('./pages/OwnCategoriesSection.tsx'), 'OwnCategoriesSection'),
    }),
    section('/emails', 'EmailSection'),
    section('/account', 'AccountSection'),
    section('/sessions', 'SessionsSection'),
  ])
}
