import { Sidebar } from '../../features/sidebar/Sidebar.tsx'
import { openDialog } from '../frame/dialog-store.ts'

/** The sidebar as a page, on phones. */
export function MenuPage() {
  return (
    <Sidebar
      onAddTask={() => openDialog('add-task')}
      onSearch={() => openDialog('search')}
      onAddProject={() => openDialog('add-project')}
    />
  )
}
