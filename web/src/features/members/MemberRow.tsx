import type { Role } from '../../api/members.ts'
import { nameOf } from '../../api/people.ts'
import type { Member } from '../../api/schema.d.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { IconButton } from '../../ui/controls/Button.tsx'
import { IconX } from '../../ui/icons.ts'
import { Initials } from '../../ui/tasks/marks.tsx'
import css from './MemberList.module.css'
import { RoleMenu } from './RoleMenu.tsx'

type MemberRowProps = { member: Member; isOwn: boolean; onChangeRole?(role: Role): void; onRemove?(): void }

/** A member, with the actions that the viewer may take. */
export function MemberRow({ member, isOwn, onChangeRole, onRemove }: MemberRowProps) {
  const { members: words } = usePageMessages()
  const name = nameOf(member)
  return (
    <li className={css.row} data-member={member.user_id}>
      <Initials id={member.user_id} name={name} size={24} isNamed />
      <span className={css.names}>
        <span className={css.name} dir="auto">
          {name}
        </span>
        {member.username && member.username !== name && <span className={css.username}>{member.username}</span>}
        {isOwn && <span className={css.you}>{words.you}</span>}
      </span>
      {onChangeRole ? (
        <RoleMenu label={words.role(name)} value={member.role} onChange={onChangeRole} />
      ) : (
        <span className={css.fixedRole}>{words.roles[member.role]}</span>
      )}
      <span className={css.end}>
        {onRemove && (
          <IconButton label={words.remove(name)} onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </IconButton>
        )}
      </span>
    </li>
  )
}
