import { type Messages, useMessages } from '../../messages/index.ts'
import { Dialog } from '../../ui/controls/Dialog.tsx'
import { COMMAND_KEY } from '../../ui/keys.ts'
import css from './ShortcutsDialog.module.css'

/** The overview of keys, opened with `?`. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const { keys } = useMessages()
  return (
    <Dialog title={keys.title} onClose={onClose}>
      <dl className={css.lines}>
        {shortcuts(keys).map(([pressed, meaning]) => (
          <div key={meaning}>
            <dt>{meaning}</dt>
            <dd>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

const shortcuts = (keys: Messages['keys']): [string[], string][] => [
  [['q'], keys.add],
  [['j'], keys.next],
  [['k'], keys.previous],
  [['Enter'], keys.open],
  [['c'], keys.complete],
  [['x'], keys.select],
  [['Shift', 'x'], keys.selectMore],
  [['d'], keys.setDate],
  [['p'], keys.setPriority],
  [['a'], keys.assign],
  [['i'], keys.assignToMe],
  [['m'], keys.move],
  [['e'], keys.edit],
  [['.'], keys.copy],
  [['/'], keys.search],
  [[COMMAND_KEY, 'K'], keys.commands],
  [['f'], keys.searchList],
  [['Esc'], keys.back],
  [['g', 't'], keys.goToday],
  [['g', 'u'], keys.goUpcoming],
  [['g', 'i'], keys.goInbox],
  [['g', 'o'], keys.goOverview],
  [['['], keys.sidebar],
  [['?'], keys.help],
]
