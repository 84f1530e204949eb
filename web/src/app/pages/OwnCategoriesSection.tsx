import { CategoryList } from '../../features/categories/CategoryList.tsx'
import { usePageMessages } from '../../messages/pages/index.ts'
import css from './pages.module.css'

/** One's own categories, of tasks without a project: a section of the settings. */
export function OwnCategoriesSection() {
  const { categories: words } = usePageMessages()
  return (
    <section>
      <h2>{words.title}</h2>
      <p className={css.subtitle}>{words.ownText}</p>
      <CategoryList project={null} canChange />
    </section>
  )
}
