import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useHasTasks } from '../../api/contents.ts'
import { type OverviewSearch, PERIODS, type PeriodLength } from '../../features/overview/address.ts'
import { Overview } from '../../features/overview/Overview.tsx'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { Menu } from '../../ui/controls/Menu.tsx'
import { IconCalendar } from '../../ui/icons.ts'
import { openDialog } from '../frame/dialog-store.ts'
import { ListHeader } from './ListHeader.tsx'
import css from './OverviewPage.module.css'

/** The numbers of completed, open and overdue tasks: of everything that the user can see, or of their own. */
export function OverviewPage() {
  const { overview: words } = usePageMessages()
  const hasTasks = useHasTasks() !== false
  const { who, days = PERIODS[0] } = useSearch({ strict: false }) as OverviewSearch
  return (
    <div className={css.page}>
      <ListHeader title={words.title}>
        {hasTasks && (
          <nav className={css.who} aria-label={words.whose}>
            {([undefined, 'me'] as const).map((one) => (
              <Link
                key={one ?? 'everyone'}
                to="."
                search={(held: object) => ({ ...held, who: one })}
                aria-current={one === who ? 'page' : undefined}
                data-chosen={one === who || undefined}
                activeProps={{}}
              >
                {one === 'me' ? words.me : words.everyone}
              </Link>
            ))}
          </nav>
        )}
        {hasTasks && <PeriodMenu days={days} />}
      </ListHeader>
      <Overview whose={who ?? 'everyone'} length={days} onAddTask={() => openDialog('add-task')} />
    </div>
  )
}

function PeriodMenu({ days }: { days: PeriodLength }) {
  const { overview: words } = usePageMessages()
  const navigate = useNavigate()
  const choose = (length: PeriodLength) => {
    const search = (held: object) => ({ ...held, days: length === PERIODS[0] ? undefined : length })
    void navigate({ to: '.', search })
  }
  const items = PERIODS.map((length) => ({
    key: String(length),
    label: words.lastDays(length),
    isChosen: length === days,
    onChoose: () => choose(length),
  }))
  const trigger = (
    <Button>
      <IconCalendar size={16} aria-hidden />
      {words.lastDays(days)}
    </Button>
  )
  return <Menu label={words.period} items={items} trigger={trigger} />
}
