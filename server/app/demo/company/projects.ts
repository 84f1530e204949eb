import type { Team } from './people.ts'

/** `size` is the relative amount of activity; `isOver` means that the project is archived by now. */
export type DemoProject = { name: string; team: Team; description: string; size: number; isOver: boolean }

const of = (team: Team, names: Record<string, string>): DemoProject[] =>
  Object.entries(names).map(([written, description], index) => {
    const isOver = written.startsWith('✓')
    return { name: written.replace('✓', ''), team, description, size: 1 + (index % 3), isOver }
  })

/** A ✓ marks projects that are over. */
export const projects: readonly DemoProject[] = [
  ...of('product', {
    'Osprey pannier, second generation': 'Lighter by 120 g, with buckles that one can replace.',
    'Heron backpack': '24 litres, for people who cycle to work in the rain.',
    'Merlin handlebar bag': '',
    'Swift saddle bag': 'Our oldest bag. New closure, same shape.',
    '✓Plover hip pack': 'First shipped in spring.',
    'Tern frame bag, made to measure': 'Customers send a photo of their frame with a ruler in it.',
    'Wren top tube bag': '',
    'Waxed canvas without PFAS': 'Four mills, twelve samples, one winter outside.',
  }),
  ...of('production', {
    'Spring production': '',
    'Autumn production': 'Cut by week 34, sewn by week 40.',
    'Second sewing line': 'Two more machines, four more people.',
    'Quality control': 'What comes back, and why.',
    'Leather from Kovář': '',
  }),
  ...of('ukraine', {
    'Виробництво у Львові': 'Шиємо 40 % усіх сумок.',
    'Нова майстерня': '',
  }),
  ...of('web', {
    'Shop website': 'Everything at kestrel.example.',
    'Checkout in eleven currencies': 'Rounding, taxes, and what a cart does when somebody moves.',
    'Product configurator': '',
    'Website accessibility': 'WCAG 2.2 AA by the end of the year.',
    'Search and filters': '',
    '✓Move to the new host': 'Done in one night.',
    'Images and video': '',
  }),
  ...of('marketing', {
    'Spring catalogue': '',
    'Autumn catalogue': '48 pages, printed in Riga.',
    Journal: 'One story a fortnight, by those who ride.',
    'Photo shoot on Crete': '',
    Newsletter: 'First Tuesday of the month.',
    Press: '',
    '✓Sponsorship: Trans-Carpathian ride': '',
    'Film: how a bag is sewn': 'Six minutes, no music.',
  }),
  ...of('sales', {
    'Wholesale Germany, Austria and Switzerland': 'Großhandel in D-A-CH, mit Preisliste und Musterkoffer.',
    'Wholesale France': '',
    'Fair: Eurobike': 'Hall 12, stand B07.',
    'Fair: Taipei Cycle 台北': '',
    'Price list': 'Twice a year.',
    '✓Pop-up shop in Copenhagen': '',
  }),
  ...of('japan', {
    日本の販売店: '全国の自転車店、二十二店舗。',
    オンラインショップ日本語版: '商品説明の翻訳と配送案内。',
  }),
  ...of('korea', { '서울 팝업 스토어': '성수동, 가을 한 달.' }),
  ...of('greece', { 'Νέα καταστήματα στην Ελλάδα': 'Αθήνα, Θεσσαλονίκη, Χανιά.' }),
  ...of('israel', { 'אתר בעברית': 'תרגום האתר וההזמנות לעברית.' }),
  ...of('support', {
    'Customer support': 'Answered within a working day.',
    Repairs: 'We mend every bag that we have sold.',
    'Warranty claims': '',
    'Help centre': '',
    Returns: '',
  }),
  ...of('logistics', {
    'Warehouse move to Partille': 'Over the weekend, with the lorries of Kwame’s cousin.',
    'Customs and duties': '',
    Carriers: '',
    'Packaging without plastic': 'Paper, string, and a sticker that composts.',
  }),
  ...of('finance', {
    'Year-end accounts': '',
    Budget: '',
    Payroll: '',
    '✓Insurance': '',
    'VAT in eleven countries': '',
  }),
  ...of('people', {
    'Hiring: two seamstresses': '',
    'Hiring: web developer': '',
    'First weeks of new people': 'What everybody should have seen and got.',
    '✓Summer party': '',
  }),
  ...of('office', {
    Office: 'Plants, coffee, keys.',
    'Laptops and accounts': '',
    'Data protection': '',
    'Goals for the year': 'Five, and no more.',
  }),
]
