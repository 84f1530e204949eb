import { type Messages, useMessages } from '../../../messages/index.ts'
import { ChoiceMenu } from '../../../ui/controls/ChoiceMenu.tsx'
import { IconArrowsSort } from '../../../ui/icons.ts'
import type { ChangeView } from '../useView.ts'
import { GROUPINGS, ORDERS, type View } from '../view.ts'
import css from './filters.module.css'

/** How tasks are ordered and grouped. */
export function OrderMenu({ view, change }: { view: View; change: ChangeView }) {
  const { views } = useMessages()
  return (
    <ChoiceMenu
      label={views.orderBy}
      groups={[...orderChoices(view, change, views), ...groupingChoices(view, change, views)]}
      trigger={
        <button type="button" className={`${css.quiet} ${css.order}`} title={views.orderBy}>
          <IconArrowsSort size={16} aria-hidden />
          {views.ordered[view.order]}
        </button>
      }
    />
  )
}

type Words = Messages['views']

/** The manual order has no direction. */
function orderChoices({ order, isReversed }: View, change: ChangeView, views: Words) {
  const set = (next: string, reversed: boolean) => change({ order: reversed ? `-${next}` : next })
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
  return order === 'manual' ? [byOrder] : [byOrder, direction]
}

/** A board has no columns by date, and a calendar has no groups. */
function groupingChoices({ layout, grouping }: View, change: ChangeView, views: Words) {
  if (layout === 'calendar') return []
  const groupings = GROUPINGS.filter((one) => layout !== 'board' || (one !== 'due' && one !== 'nothing'))
  const choices = groupings.map((one) => ({
    key: one,
    label: views.groupings[one],
    isChosen: one === grouping,
    onToggle: () => change({ group: one }),
  }))
  return [{ label: views.groupBy, isSingle: true, choices }]
}
