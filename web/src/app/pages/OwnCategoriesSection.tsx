import { CategoryList } from '../../features/categories/CategoryList.tsx'
import { usePageMessages } from '../../messages/pages/index.ts'
import css from './pages.module.css'

/** The user's private categories: a section of the settings. */
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
