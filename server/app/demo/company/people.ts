import type { SystemRole } from '../../../tables/tables.ts'

/** A person in the company. `teams` are the kinds of projects that they work in. */
export type DemoPerson = {
  username: string
  name: string
  bio: string
  timezone: string
  locale: string
  role: SystemRole
  teams: readonly Team[]
}

export type Team =
  | 'product'
  | 'production'
  | 'web'
  | 'marketing'
  | 'sales'
  | 'support'
  | 'logistics'
  | 'finance'
  | 'people'
  | 'office'
  | 'japan'
  | 'korea'
  | 'greece'
  | 'ukraine'
  | 'israel'

const user = (
  username: string,
  name: string,
  bio: string,
  [timezone, locale]: [string, string],
  ...teams: Team[]
): DemoPerson => ({ username, name, bio, timezone, locale, role: 'user', teams })

const SWEDEN: [string, string] = ['Europe/Stockholm', 'en']

/** Kestrel Bags of Gothenburg, who sew bags for bicycles. The first person is the administrator. */
export const people: readonly DemoPerson[] = [
  {
    ...user('ingrid', 'Ingrid Lindqvist', 'Founder. Still sews on Fridays.', SWEDEN),
    role: 'admin',
    teams: ['product', 'web', 'finance', 'people', 'sales'],
  },
  user('tomas', 'Tomás Herrera', 'Operations', ['Europe/Madrid', 'en'], 'production', 'logistics', 'office'),
  user('aoife', 'Aoife Brennan', 'Design', ['Europe/Dublin', 'en'], 'product', 'marketing', 'web'),
  user('misaki', '佐藤 美咲', '日本の営業とカスタマーサポート', ['Asia/Tokyo', 'en'], 'japan', 'sales', 'support'),
  user('olena', 'Олена Коваленко', 'Виробництво, Львів', ['Europe/Kyiv', 'en'], 'ukraine', 'production', 'product'),
  user(
    'giorgos',
    'Γιώργος Παπαδάκης',
    'Sales, southern Europe',
    ['Europe/Athens', 'en'],
    'greece',
    'sales',
    'marketing',
  ),
  user('noa', 'נועה לוי', 'Web and data', ['Asia/Jerusalem', 'en'], 'israel', 'web', 'office'),
  user('kwame', 'Kwame Mensah', 'Warehouse and shipping', SWEDEN, 'logistics', 'support', 'production'),
  user('priya', 'Priya Raman', 'Finance', ['Europe/London', 'en'], 'finance', 'people', 'office'),
  user('lukas', 'Lukas Baumgartner', 'Webentwicklung', ['Europe/Berlin', 'de'], 'web', 'office', 'support'),
  user('marguerite', 'Marguerite Dubois', 'Marketing and press', ['Europe/Paris', 'en'], 'marketing', 'sales'),
  user('yusuf', 'Yusuf Demir', 'Customer support', ['Europe/Istanbul', 'en'], 'support', 'logistics', 'people'),
  user('seojun', '김서준', '서울 매장', ['Asia/Seoul', 'en'], 'korea', 'sales', 'support'),
]
