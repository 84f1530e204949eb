import { IconArrowsSort } from '@tabler/icons-react'
import { useMessages } from '../../../messages/index.ts'
import { ChoiceMenu } from '../../../ui/controls/ChoiceMenu.tsx'
import type { ChangeView } from '../useView.ts'
import { GROUPINGS, ORDERS, type View } from '../view.ts'
import css from './filters.module.css'

/** How tasks are ordered and grouped. */
export function OrderMenu({ view, change }: { view: View; change: ChangeView }) {
  const { views } = useMessages()
  const { layout, order, isReversed, grouping } = view
  const set = (next: string, reversed: boolean) => change({ order: reversed ? `-${next}` : next })
  const groupings = GROUPINGS.filter((one) => layout !== 'board' || (one !== 'due' && one !== 'nothing'))
  const byOrder = {
    label: views.orderBy,
    isSingle: true,
    choices: ORDERS.map((one) => ({
      key: one,
      label: views.orders[one],
      isChosen: one === order,
      onToggle: () => set(one, isReversed && one !== 'manual'),
    })),
  }
  const direction = {
    label: views.direction,
    choices: [
      { key: 'reversed', label: views.reversed, isChosen: isReversed, onToggle: () => set(order, !isReversed) },
    ],
  }
  const byGroup = {
    label: views.groupBy,
    isSingle: true,
    choices: groupings.map((one) => ({
      key: one,
      label: views.groupings[one],
      isChosen: one === grouping,
      onToggle: () => change({ group: one }),
    })),
  }
  return (
    <ChoiceMenu
      label={views.orderBy}
      groups={[byOrder, ...(order === 'manual' ? [] : [direction]), ...(layout === 'calendar' ? [] : [byGroup])]}
      trigger={
        <button type="button" className={`${css.quiet} ${css.order}`} title={views.orderBy}>
          <IconArrowsSort size={16} aria-hidden />
          {views.ordered[order]}
        </button>
      }
    />
  )
}
