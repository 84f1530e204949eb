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

type Details = Pick<DemoPerson, 'timezone' | 'teams'> & Partial<Pick<DemoPerson, 'locale' | 'role'>>

const person = (username: string, name: string, bio: string, details: Details): DemoPerson => ({
  username,
  name,
  bio,
  locale: 'en',
  role: 'user',
  ...details,
})

/** Kestrel Bags of Gothenburg, who sew bags for bicycles. The first person is the administrator. */
export const people: readonly DemoPerson[] = [
  person('ingrid', 'Ingrid Lindqvist', 'Founder. Still sews on Fridays.', {
    role: 'admin',
    timezone: 'Europe/Stockholm',
    teams: ['product', 'web', 'finance', 'people', 'sales'],
  }),
  person('tomas', 'Tomás Herrera', 'Operations', {
    timezone: 'Europe/Madrid',
    teams: ['production', 'logistics', 'office'],
  }),
  person('aoife', 'Aoife Brennan', 'Design', { timezone: 'Europe/Dublin', teams: ['product', 'marketing', 'web'] }),
  person('misaki', '佐藤 美咲', '日本の営業とカスタマーサポート', {
    timezone: 'Asia/Tokyo',
    teams: ['japan', 'sales', 'support'],
  }),
  person('olena', 'Олена Коваленко', 'Виробництво, Львів', {
    timezone: 'Europe/Kyiv',
    teams: ['ukraine', 'production', 'product'],
  }),
  person('giorgos', 'Γιώργος Παπαδάκης', 'Sales, southern Europe', {
    timezone: 'Europe/Athens',
    teams: ['greece', 'sales', 'marketing'],
  }),
  person('noa', 'נועה לוי', 'Web and data', { timezone: 'Asia/Jerusalem', teams: ['israel', 'web', 'office'] }),
  person('kwame', 'Kwame Mensah', 'Warehouse and shipping', {
    timezone: 'Europe/Stockholm',
    teams: ['logistics', 'support', 'production'],
  }),
  person('priya', 'Priya Raman', 'Finance', { timezone: 'Europe/London', teams: ['finance', 'people', 'office'] }),
  person('lukas', 'Lukas Baumgartner', 'Webentwicklung', {
    timezone: 'Europe/Berlin',
    locale: 'de',
    teams: ['web', 'office', 'support'],
  }),
  person('marguerite', 'Marguerite Dubois', 'Marketing and press', {
    timezone: 'Europe/Paris',
    teams: ['marketing', 'sales'],
  }),
  person('yusuf', 'Yusuf Demir', 'Customer support', {
    timezone: 'Europe/Istanbul',
    teams: ['support', 'logistics', 'people'],
  }),
  person('seojun', '김서준', '서울 매장', { timezone: 'Asia/Seoul', teams: ['korea', 'sales', 'support'] }),
]
