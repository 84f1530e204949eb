/** Long titles, for any project. */
export const longTitles: readonly string[] = [
  'Find out why the {part} of the {bag} comes loose after {n} kilometres with a heavy lock in it, ask the three customers who wrote for photos, and decide with Olena whether the next batch gets a second bartack',
  'Compare {supplier}, Nordtex and the mill near Biella for a canvas that keeps water out without fluorine, in weight, price per metre, colour fastness and how long they take',
  'Write to everybody who bought a {color} {bag} between {month} and the end of the year that we replace the {part} free of charge, in the six languages of the shop',
  'Überprüfen, ob die Rechtsschutzversicherung auch für die Großhandelsverträge in der Schweiz und in Liechtenstein gilt, bevor wir mit {shop} unterschreiben',
  '東京・大阪・福岡の販売店三社から届いた{bag}の改善要望（{part}の強度、肩ベルトの長さ、内ポケットの位置）を一覧にまとめ、開発会議の前に共有する',
  'Донести до всіх змін, що з наступного тижня {bag} шиємо новою ниткою від {supplier}, і перевірити перші двадцять сумок разом із контролем якості',
  'Réunir les avis de {shop} et des deux autres magasins sur la nouvelle présentation, avec des photos de la vitrine avant et après, pour la réunion de {month}',
  'Order {order}: parcel went from Gothenburg to {country} and back twice; find out from {carrier} who pays, send a new {bag} today, and say sorry with a repair kit',
]

/** Titles of private tasks. */
export const privateTitles: readonly string[] = [
  'Dentist',
  'Renew passport',
  'Present for mum',
  'Pay the rent',
  'Oil the chain',
  'Book the ferry to Öland',
  'Read “The Craftsman”',
  'Call the landlord about the window',
  'Swimming with Ada',
  'Milk, bread, coffee',
  'Tax return',
  'Return library books',
  'Ask for Friday off',
  'Winter tyres',
  'Write down what went well this week',
  'Prepare the talk',
  'Parents’ evening',
  'Plan the garden',
  'Look for a flat with a bicycle cellar',
  'Practise Swedish, 20 minutes',
]
