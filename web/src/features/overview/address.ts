export const PERIODS = [14, 30, 90, 365] as const
export type PeriodLength = (typeof PERIODS)[number]

export type OverviewSearch = { who?: 'me'; days?: PeriodLength }

/** The settings in an address; by default the tasks of all users and fourteen days. */
export function readOverview({ who, days }: Record<string, unknown>): OverviewSearch {
  const length = PERIODS.find((one) => one === Number(days) && one !== PERIODS[0])
  return { ...(who === 'me' && { who }), ...(length && { days: length }) }
}
