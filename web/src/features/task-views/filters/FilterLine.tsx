import { useState } from 'react'
import { useMessages } from '../../../messages/index.ts'
import { Menu } from '../../../ui/controls/Menu.tsx'
import { IconFilter } from '../../../ui/icons.ts'
import type { Names } from '../grouping/groups.ts'
import type { ChangeView } from '../useView.ts'
import { type FilterName, filterInAddress, type View } from '../view.ts'
import { FilterChip } from './FilterChip.tsx'
import css from './filters.module.css'
import { OrderMenu } from './OrderMenu.tsx'
import { SearchField } from './SearchField.tsx'
import { FILTER_ICONS, filterLabel } from './useFilterChoices.tsx'

type FilterLineProps = {
  view: View
  change: ChangeView
  names: Names
  /** The filters that are available here. */
  offered: readonly FilterName[]
  /** False for lists with a fixed order. */
  isOrdered?: boolean
}

/** The controls of a list in one line: filters, search, order. */
export function FilterLine({ view, change, names, offered, isOrdered = true }: FilterLineProps) {
  const { views } = useMessages()
  const [opened, setOpened] = useState<FilterName>()
  const inUse = offered.filter((name) => view.filters[name].length > 0 || name === opened)
  const rest = offered.filter((name) => !inUse.includes(name))
  const set = (name: FilterName, values: readonly string[]) => change({ [name]: filterInAddress(name, values) })
  return (
    <section className={css.line} aria-label={views.filters}>
      {inUse.map((name) => (
        <FilterChip
          key={name}
          name={name}
          names={names}
          values={view.filters[name]}
          isOpen={opened === name}
          onOpenChange={(open) => setOpened(open ? name : undefined)}
          onChange={(values) => set(name, values)}
        />
      ))}
      {rest.length > 0 && <AddFilterMenu filters={rest} onAdd={setOpened} />}
      <SearchField text={view.text} onChange={(text) => change({ q: text || undefined })} />
      {isOrdered && <OrderMenu view={view} change={change} />}
    </section>
  )
}

function AddFilterMenu({ filters, onAdd }: { filters: readonly FilterName[]; onAdd(filter: FilterName): void }) {
  const messages = useMessages()
  const items = filters.map((name) => {
    const Icon = FILTER_ICONS[name]
    return {
      key: name,
      label: filterLabel(name, messages),
      icon: <Icon size={16} aria-hidden />,
      onChoose: () => onAdd(name),
    }
  })
  return (
    <Menu
      label={messages.views.addFilter}
      items={items}
      trigger={
        <button type="button" className={css.quiet} title={messages.views.addFilter}>
          <IconFilter size={16} aria-hidden />
          {messages.views.filter}
        </button>
      }
    />
  )
}
