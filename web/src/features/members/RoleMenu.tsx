import { ROLES, type Role } from '../../api/members.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Menu } from '../../ui/controls/Menu.tsx'
import { IconChevronDown } from '../../ui/icons.ts'
import css from './MemberList.module.css'

type RoleMenuProps = { label: string; value: Role; onChange(role: Role): void }

export function RoleMenu({ label, value, onChange }: RoleMenuProps) {
  const { members: words } = usePageMessages()
  const items = ROLES.map((role) => ({
    key: role,
    label: words.roles[role],
    isChosen: role === value,
    onChoose: () => role !== value && onChange(role),
  }))
  return (
    <Menu
      label={label}
      items={items}
      trigger={
        <button type="button" className={css.role} aria-label={`${label}: ${words.roles[value]}`}>
          {words.roles[value]}
          <IconChevronDown size={14} aria-hidden />
        </button>
      }
    />
  )
}
