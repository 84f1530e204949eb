import { useMessages } from '../../../messages/index.ts'
import { ChoiceMenu } from '../../../ui/controls/ChoiceMenu.tsx'
import { IconX } from '../../../ui/icons.ts'
import type { Names } from '../grouping/groups.ts'
import type { FilterName } from '../view.ts'
import css from './filters.module.css'
import { FILTER_ICONS, filterInWords, filterLabel, useFilterValues } from './useFilterChoices.tsx'

type FilterChipProps = {
  name: FilterName
  values: readonly string[]
  names: Names
  isOpen: boolean
  onOpenChange(open: boolean): void
  onChange(values: readonly string[]): void
}

/** One filter: its name, its values, and a button to remove it. */
export function FilterChip({ name, values, names, isOpen, onOpenChange, onChange }: FilterChipProps) {
  const messages = useMessages()
  const possible = useFilterValues(name, names)
  const label = filterLabel(name, messages)
  const Icon = FILTER_ICONS[name]
  const toggle = (value: string) =>
    onChange(values.includes(value) ? values.filter((one) => one !== value) : [...values, value])
  const choices = possible.map(({ value, ...rest }) => ({
    key: value,
    isChosen: values.includes(value),
    onToggle: () => toggle(value),
    ...rest,
  }))
  return (
    <span className={css.chip}>
      <ChoiceMenu
        label={label}
        open={isOpen}
        onOpenChange={onOpenChange}
        groups={[{ label, choices }]}
        trigger={
          <button type="button" className={css.chosen}>
            <Icon size={16} aria-hidden />
            {label} <b>{filterInWords(name, values, possible, messages)}</b>
          </button>
        }
      />
      <button
        type="button"
        className={css.remove}
        aria-label={messages.views.removeFilter(label)}
        title={messages.views.removeFilter(label)}
        onClick={() => onChange([])}
      >
        <IconX size={12} aria-hidden />
      </button>
    </span>
  )
}
