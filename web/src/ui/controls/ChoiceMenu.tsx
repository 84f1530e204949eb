import { Menu as Parts } from '@base-ui/react/menu'
import { Fragment, type ReactElement, type ReactNode } from 'react'
import { IconCheck } from '../icons.ts'
import css from './Menu.module.css'
import row from './Options.module.css'

export type Choice = { key: string; label: string; icon?: ReactNode; isChosen: boolean; onToggle(): void }
/** With `isSingle` one choice can be selected, otherwise any number. */
export type ChoiceGroup = { label: string; isSingle?: boolean; choices: readonly Choice[] }

type ChoiceMenuProps = {
  trigger: ReactElement
  groups: readonly ChoiceGroup[]
  label: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A button that opens a list of choices, and stays open while choosing. */
export function ChoiceMenu({ trigger, groups, label, open, onOpenChange }: ChoiceMenuProps) {
  return (
    <Parts.Root {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })} modal={false}>
      <Parts.Trigger render={trigger} />
      <Parts.Portal>
        <Parts.Positioner className={css.positioner} sideOffset={4} align="start">
          <Parts.Popup className={css.popup} aria-label={label}>
            {groups.map((group) => (
              <Fragment key={group.label}>
                <Parts.Group>
                  {groups.length > 1 && <Parts.GroupLabel className={css.heading}>{group.label}</Parts.GroupLabel>}
                  {group.isSingle ? <SingleChoices {...group} /> : group.choices.map(ManyChoice)}
                </Parts.Group>
              </Fragment>
            ))}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  )
}

const ManyChoice = ({ key, isChosen, onToggle, ...rest }: Choice) => (
  <Parts.CheckboxItem key={key} className={row.option} checked={isChosen} onCheckedChange={onToggle}>
    <Content {...rest} />
    <Parts.CheckboxItemIndicator className={css.check}>
      <IconCheck size={16} aria-hidden />
    </Parts.CheckboxItemIndicator>
  </Parts.CheckboxItem>
)

function SingleChoices({ choices }: ChoiceGroup) {
  return (
    <Parts.RadioGroup
      value={choices.find(({ isChosen }) => isChosen)?.key}
      onValueChange={(key) => choices.find((choice) => choice.key === key)?.onToggle()}
    >
      {choices.map(({ key, ...rest }) => (
        <Parts.RadioItem key={key} value={key} className={row.option}>
          <Content {...rest} />
          <Parts.RadioItemIndicator className={css.check}>
            <IconCheck size={16} aria-hidden />
          </Parts.RadioItemIndicator>
        </Parts.RadioItem>
      ))}
    </Parts.RadioGroup>
  )
}

const Content = ({ icon, label }: Pick<Choice, 'icon' | 'label'>) => (
  <>
    {icon}
    <span className={row.label} dir="auto">
      {label}
    </span>
  </>
)
