import { plural } from '../plural.ts'
import type { waiting as english } from './en.ts'

export const waiting: typeof english = {
  offline: (count) =>
    plural('de', count, {
      one: 'Keine Verbindung. 1 Änderung wird gesendet, sobald sie wieder da ist.',
      other: `Keine Verbindung. ${count} Änderungen werden gesendet, sobald sie wieder da ist.`,
    }),
  sending: (count) =>
    plural('de', count, { one: '1 Änderung wird gesendet …', other: `${count} Änderungen werden gesendet …` }),
  undecided: (count) =>
    plural('de', count, {
      one: '1 Änderung wurde nicht gespeichert.',
      other: `${count} Änderungen wurden nicht gespeichert.`,
    }),
  failing: (count) =>
    plural('de', count, {
      one: 'Der Server kann 1 Änderung nicht speichern. Sie wird erneut gesendet.',
      other: `Der Server kann ${count} Änderungen nicht speichern. Sie werden erneut gesendet.`,
    }),
  review: 'Ansehen',
  title: 'Nicht gespeicherte Änderungen',
  nothing: 'Alle Änderungen sind gespeichert.',
  conflict: 'Jemand anders hat das geändert, während du keine Verbindung hattest.',
  deleteConflict: 'Jemand anders hat diese Aufgabe geändert, nachdem du sie hier gelöscht hast.',
  failed: (reason) => `Der Server kann sie nicht speichern. Sie wird erneut gesendet, bis du sie verwirfst. ${reason}`,
  refused: (reason) => `Der Server hat sie abgelehnt. ${reason}`,
  kinds: { create: 'Neue Aufgabe', move: 'Reihenfolge', delete: 'Löschen' },
  mine: 'Deine',
  theirs: 'Andere',
  nobody: 'Keine Angabe',
  keepMine: 'Meine behalten',
  keepTheirs: 'Andere behalten',
  deleteAnyway: 'Löschen',
  keepTask: 'Aufgabe behalten',
  compare: 'Beide vergleichen',
  tryAgain: 'Erneut versuchen',
  drop: 'Meine Änderung verwerfen',
  wouldLose: (count) =>
    plural('de', count, {
      one: '1 Änderung ist noch nicht gesendet. Beim Abmelden geht sie verloren.',
      other: `${count} Änderungen sind noch nicht gesendet. Beim Abmelden gehen sie verloren.`,
    }),
  logOutAnyway: 'Trotzdem abmelden',
}
