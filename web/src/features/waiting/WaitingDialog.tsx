import { useNavigate } from '@tanstack/react-router'
import { useWaiting } from '../../api/offline/queue.ts'
import { compareText, giveUp, keepMine, textOf } from '../../api/offline/sending.ts'
import type { Waiting } from '../../api/offline/writes.ts'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../ui/controls/Dialog.tsx'
import { Difference } from './Difference.tsx'
import css from './WaitingDialog.module.css'

/**
 * Changes that the server refused or fails on, or that conflict with those of another user: the user decides on each.
 */
export function WaitingDialog({ onClose }: { onClose(): void }) {
  const { waiting: words, close } = useMessages()
  const undecided = useWaiting().filter(({ trouble, failure }) => trouble || failure !== undefined)
  return (
    <Dialog title={words.title} wide onClose={onClose}>
      {undecided.length === 0 && <p>{words.nothing}</p>}
      <ul className={css.list}>
        {undecided.map((write) => (
          <li key={write.key} className={css.write}>
            <h3 dir="auto">{write.title}</h3>
            <Reason write={write} />
            <Difference write={write} />
            <Choices write={write} onClose={onClose} />
          </li>
        ))}
      </ul>
      <DialogButtons>
        <Button onClick={onClose}>{close}</Button>
      </DialogButtons>
    </Dialog>
  )
}

function Reason({ write: { kind, trouble, failure = '' } }: { write: Waiting }) {
  const { waiting: words } = useMessages()
  if (!trouble) return <p>{words.failed(failure)}</p>
  if (trouble.kind === 'refused') return <p>{words.refused(trouble.detail)}</p>
  return <p>{kind === 'delete' ? words.deleteConflict : words.conflict}</p>
}

function Choices({ write, onClose }: { write: Waiting; onClose(): void }) {
  const { waiting: words } = useMessages()
  const navigate = useNavigate()
  const isConflict = write.trouble?.kind === 'conflict'
  const compare = async () => {
    await compareText(write)
    onClose()
    // A panel that is already open reads the text again.
    for (const task of [undefined, write.task]) {
      await navigate({ to: '.', search: (held: object) => ({ ...held, task }) })
    }
  }
  if (isConflict && textOf(write)) {
    return (
      <div className={css.choices}>
        <Button kind="primary" onClick={() => void compare()}>
          {words.compare}
        </Button>
      </div>
    )
  }
  const isDelete = write.kind === 'delete'
  const [mine, theirs] = isDelete ? [words.deleteAnyway, words.keepTask] : [words.keepMine, words.keepTheirs]
  return (
    <div className={css.choices}>
      <Button kind={isDelete && isConflict ? 'danger' : 'primary'} onClick={() => void keepMine(write)}>
        {isConflict ? mine : words.tryAgain}
      </Button>
      <Button onClick={() => void giveUp(write)}>{isConflict ? theirs : words.drop}</Button>
    </div>
  )
}
