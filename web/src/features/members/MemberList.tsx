import { useState } from 'react'
import { useUser } from '../../api/account.ts'
import { type Role, useMemberChanges, useMembers } from '../../api/members.ts'
import { nameOf } from '../../api/people.ts'
import { useProjectRights } from '../../api/rights.ts'
import type { Member, Project } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import { type PageMessages, usePageMessages } from '../../messages/pages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { ConfirmDialog } from '../../ui/controls/ConfirmDialog.tsx'
import { SkeletonRows } from '../../ui/feedback/SkeletonRows.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { useReport } from '../../ui/feedback/useReport.ts'
import { AddMember } from './AddMember.tsx'
import css from './MemberList.module.css'
import { MemberRow } from './MemberRow.tsx'
import { RoleMeanings } from './RoleMeanings.tsx'

/** Confirmed first: users cannot undo these themselves. */
type Question =
  | { kind: 'remove'; member: Member }
  | { kind: 'leave'; member: Member }
  | { kind: 'step-down'; member: Member; role: Role }

type MemberListProps = { project: Project; onLeft(): void }

/** The members of a project. Its owners change them; everyone can leave. */
export function MemberList({ project, onLeft }: MemberListProps) {
  const { members: words } = usePageMessages()
  const { loading } = useMessages()
  const user = useUser()
  const { members, error } = useMembers(project.id)
  const { add, ask, changeRole, dialog } = useConfirmedChanges(project, onLeft)
  const { canAddMembers, canRemoveMembers } = useProjectRights(project)
  if (!members) return error ? <p role="alert">{words.failed}</p> : <SkeletonRows label={loading} />
  const own = members.find(({ user_id }) => user_id === user?.id)
  return (
    <>
      {canAddMembers && <AddMember members={members} onAdd={add} />}
      <ul className={css.list} aria-label={words.list}>
        {members.map((member) => (
          <MemberRow
            key={member.user_id}
            member={member}
            isOwn={member === own}
            {...(canAddMembers && { onChangeRole: (role: Role) => changeRole(member, role) })}
            {...(canRemoveMembers && member !== own && { onRemove: () => ask({ kind: 'remove', member }) })}
          />
        ))}
      </ul>
      {own && (
        <p className={css.leave}>
          <Button onClick={() => ask({ kind: 'leave', member: own })}>{words.leave}</Button>
        </p>
      )}
      <RoleMeanings />
      {dialog}
    </>
  )
}

/** The changes of members, and the dialog that asks about those that must be confirmed. */
function useConfirmedChanges(project: Project, onLeft: () => void) {
  const { members: words } = usePageMessages()
  const user = useUser()
  const changes = useMemberChanges(project.id)
  const report = useReport()
  const [question, ask] = useState<Question>()
  const changeRole = (member: Member, role: Role) => {
    if (member.user_id === user?.id && member.role === 'owner') ask({ kind: 'step-down', member, role })
    else void changes.changeRole(member, role).catch(report)
  }
  const answer = async (asked: Question) => {
    ask(undefined)
    if (asked.kind === 'step-down') return changes.changeRole(asked.member, asked.role)
    await changes.remove(asked.member)
    if (asked.kind === 'remove') return
    showToast({ text: words.left(project.name) })
    onLeft()
  }
  const dialog = question && (
    <ConfirmDialog
      {...inWords(question, words)}
      onClose={() => ask(undefined)}
      onConfirm={() => void answer(question).catch(report)}
    />
  )
  return { add: changes.add, ask, changeRole, dialog }
}

function inWords(question: Question, words: PageMessages['members']) {
  const name = nameOf(question.member)
  if (question.kind === 'remove') {
    return { title: words.removeTitle(name), text: words.removeText(name), action: words.remove(name) }
  }
  if (question.kind === 'leave') return { title: words.leaveTitle, text: words.leaveText, action: words.leave }
  const action = words.stepDown(words.roles[question.role])
  return { title: words.stepDownTitle, text: words.stepDownText, action }
}
