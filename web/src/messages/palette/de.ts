import type { Messages } from '../en.ts'
import { plural } from '../plural.ts'

export const palette: Messages['palette'] = {
  title: 'Befehle',
  placeholder: 'Befehl, Projekt oder Wörter einer Aufgabe',
  search: 'Suchen',
  searchPlaceholder: 'Wörter aus Titel oder Beschreibung, oder eine Nummer',
  hint: 'Gib Wörter aus dem Titel oder der Beschreibung einer Aufgabe ein.',
  searching: 'Wird gesucht',
  nothing: 'Nichts gefunden.',
  failed: 'Die Suche ist fehlgeschlagen. Versuche es noch einmal.',
  showAll: (text) => `Alle Ergebnisse für „${text}“ anzeigen`,
  tasks: 'Aufgaben',
  goTo: 'Gehe zu',
  projects: 'Projekte',
  commands: 'Befehle',
  onTasks: (count) => plural('de', count, { one: '1 Aufgabe', other: `${count} Aufgaben` }),
  complete: 'Erledigen',
  reopen: 'Wieder öffnen',
  open: 'Öffnen',
  themes: { light: 'Helles Farbschema', dark: 'Dunkles Farbschema', system: 'Farbschema des Systems' },
  language: (name) => `Sprache wechseln: ${name}`,
  results: (count, hasMore) =>
    hasMore ? `Mehr als ${count} Ergebnisse` : plural('de', count, { one: '1 Ergebnis', other: `${count} Ergebnisse` }),
  showMore: 'Mehr anzeigen',
}
