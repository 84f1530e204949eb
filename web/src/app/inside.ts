export { Frame } from './frame/Frame.tsx'
export { ListPage } from './pages/ListPage.tsx'
export { ProjectPage } from './pages/ProjectPage.tsx'
