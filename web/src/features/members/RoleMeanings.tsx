import { ROLES } from '../../api/members.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import css from './MemberList.module.css'

export function RoleMeanings() {
  const { members: words } = usePageMessages()
  return (
    <section className={css.meanings}>
      <h2>{words.rolesTitle}</h2>
      <dl>
        {ROLES.map((role) => (
          <div key={role}>
            <dt>{words.roles[role]}</dt>
            <dd>{words.meanings[role]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
