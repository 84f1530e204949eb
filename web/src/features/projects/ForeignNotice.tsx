import { useUser } from '../../api/account.ts'
import { useMessages } from '../../messages/index.ts'
import { IconEye } from '../../ui/icons.ts'
import css from './projects.module.css'

/** Shown above the tasks of a project of which the administrator or auditor is not a member. */
export function ForeignNotice() {
  const { project: words } = useMessages()
  const isAdmin = useUser()?.role === 'admin'
  return (
    <div className={css.notice} role="note">
      <IconEye size={16} aria-hidden />
      <p>{isAdmin ? words.foreignToAdmin : words.foreignToAuditor}</p>
    </div>
  )
}
