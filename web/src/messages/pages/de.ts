import { plural } from '../plural.ts'
import type { PageMessages } from './en.ts'

const tasks = (count: number, isExact = true) =>
  isExact ? plural('de', count, { one: '1 Aufgabe', other: `${count} Aufgaben` }) : `mehr als ${count} Aufgaben`
const categoriesIn = (count: number) => plural('de', count, { one: '1 Kategorie', other: `${count} Kategorien` })

export const de: PageMessages = {
  members: {
    title: 'Mitglieder',
    count: (count) => plural('de', count, { one: '1 Mitglied', other: `${count} Mitglieder` }),
    list: 'Mitglieder des Projekts',
    add: 'Person hinzufügen',
    addHint: 'Name, Benutzername oder E-Mail',
    addNamed: (name) => `„${name}“ über Benutzernamen oder E-Mail hinzufügen`,
    found: 'Gefundene Personen',
    nobodyFound: 'Niemand mit diesem Namen. Gib den ganzen Benutzernamen oder die E-Mail-Adresse ein.',
    allMembers: 'Alle mit diesem Namen sind schon Mitglied.',
    newRole: 'Rolle der neuen Person',
    added: (name) => `${name} hinzugefügt`,
    you: 'du',
    role: (name) => `Rolle von ${name}`,
    roles: { owner: 'Besitzer', editor: 'Bearbeiter', viewer: 'Leser' },
    rolesTitle: 'Was die Rollen dürfen',
    meanings: {
      owner: 'Das Projekt ändern und löschen, seine Mitglieder bestimmen und alles, was Bearbeiter dürfen.',
      editor: 'Aufgaben und Kategorien des Projekts hinzufügen, ändern und löschen.',
      viewer: 'Alles lesen. Nur Aufgaben ändern, für die sie zuständig sind.',
    },
    remove: (name) => `${name} entfernen`,
    removeTitle: (name) => `${name} aus dem Projekt entfernen?`,
    removeText: (name) =>
      `${name} sieht das Projekt dann nicht mehr, und für die zugewiesenen Aufgaben darin ist niemand mehr zuständig.`,
    leave: 'Projekt verlassen',
    leaveTitle: 'Dieses Projekt verlassen?',
    leaveText:
      'Du siehst das Projekt dann nicht mehr, und für deine Aufgaben darin ist niemand mehr zuständig. Nur ein Besitzer kann dich wieder hinzufügen.',
    left: (project) => `Du hast „${project}“ verlassen`,
    stepDown: (role) => `${role} werden`,
    stepDownTitle: 'Nicht mehr Besitzer sein?',
    stepDownText: 'Nur ein anderer Besitzer kann dich wieder dazu machen.',
    failed: 'Die Mitglieder konnten nicht geladen werden.',
  },
  project: {
    editTitle: 'Umbenennen und Farbe',
    editedMeanwhile: (name) =>
      `Jemand anders hat dieses Projekt geändert, das jetzt „${name}“ heißt. Speichere noch einmal, um diese Änderungen zu ersetzen, oder brich ab, um sie zu behalten.`,
    delete: 'Projekt löschen',
    deleteTitle: (name) => `„${name}“ löschen?`,
    lost: ({ open, closed, isExact }, categories) => {
      const all = open + closed
      const parts = [
        ...(all > 0 ? [`${tasks(all, isExact)} (${open} offen, ${closed} abgeschlossen)`] : []),
        ...(categories > 0 ? [categoriesIn(categories)] : []),
      ]
      return parts.length > 0
        ? `Löscht ${parts.join(' und ')}, für alle im Projekt.`
        : 'Das Projekt hat keine Aufgaben und keine Kategorien.'
    },
    lostUncounted: 'Löscht alle Aufgaben und Kategorien, für alle im Projekt. Sie konnten nicht gezählt werden.',
    cannotUndo: 'Das lässt sich nicht rückgängig machen.',
    cannotUndoButArchive: 'Das lässt sich nicht rückgängig machen. Ein archiviertes Projekt kann man weiterhin lesen.',
    notDeletedStale:
      'Jemand anders hat dieses Projekt gerade geändert, deshalb wurde es nicht gelöscht. Lösche noch einmal, wenn du es weiterhin willst.',
  },
  categories: {
    title: 'Kategorien',
    add: 'Kategorie hinzufügen',
    list: 'Kategorien nach Namen',
    empty: 'Kategorien ordnen die Aufgaben dieses Projekts, etwa „Design“ oder „Fehler“.',
    emptyOwn: 'Kategorien ordnen deine privaten Aufgaben, etwa „Besorgungen“ oder „Lesen“.',
    emptyToRead: 'Dieses Projekt hat keine Kategorien.',
    ownText: 'Für deine Aufgaben ohne Projekt. Jedes Projekt hat eigene Kategorien.',
    edit: (name) => `„${name}“ bearbeiten`,
    editTitle: 'Kategorie bearbeiten',
    editedMeanwhile: (name) =>
      `Jemand anders hat diese Kategorie geändert, die jetzt „${name}“ heißt. Speichere noch einmal, um diese Änderungen zu ersetzen, oder brich ab, um sie zu behalten.`,
    deleteNamed: (name) => `„${name}“ löschen`,
    delete: 'Kategorie löschen',
    deleteTitle: (name) => `„${name}“ löschen?`,
    deleteText: ({ open, closed, isExact }) =>
      open + closed === 0
        ? 'Keine Aufgabe hat diese Kategorie.'
        : isExact && open + closed === 1
          ? '1 Aufgabe hat dann keine Kategorie. Sonst ändert sich an ihr nichts.'
          : `${capital(tasks(open + closed, isExact))} haben dann keine Kategorie. Sonst ändert sich an ihnen nichts.`,
    deleteUncounted: 'Ihre Aufgaben haben dann keine Kategorie. Sonst ändert sich an ihnen nichts.',
    failed: 'Die Kategorien konnten nicht geladen werden.',
  },
  settings: {
    sectionsOf: 'Abschnitte der Einstellungen',
    sections: {
      profile: 'Profil',
      categories: 'Kategorien',
      emails: 'E-Mails',
      account: 'Konto',
      sessions: 'Sitzungen',
    },
    aboutYou: 'Über dich',
    bio: 'Über mich',
    picture: 'Adresse eines Bildes',
    pictureHint:
      'Für andere Programme. Docket zeigt Initialen, damit kein fremder Server erfährt, wer deine Aufgaben liest.',
    pictureExample: 'https://',
    timeZoneHint: 'Bestimmt, welcher Tag heute ist und wann die Übersicht kommt.',
    reminder: 'Erinnerung für jede neue Aufgabe',
    reminderHint: 'Für Aufgaben mit Fälligkeit. Andere sehen sie nicht.',
    noReminder: 'Keine',
    reminders: {
      PT0S: 'Zur Fälligkeit',
      PT10M: '10 Minuten vorher',
      PT30M: '30 Minuten vorher',
      PT1H: '1 Stunde vorher',
      P1D: '1 Tag vorher',
      P7D: '1 Woche vorher',
    },
    emailsTitle: 'E-Mails an dich',
    noAddress: 'Dein Konto hat keine E-Mail-Adresse, deshalb kommt nichts davon an.',
    emails: {
      assigned: { label: 'Dir zugewiesen', hint: 'Jemand weist dir eine Aufgabe zu.' },
      completed: { label: 'Von anderen erledigt', hint: 'Jemand erledigt eine Aufgabe, die du angelegt hast.' },
      reminder: { label: 'Erinnerungen', hint: 'Eine Erinnerung, die du gesetzt hast, ist fällig.' },
      digest: { label: 'Tägliche Übersicht', hint: 'Deine überfälligen Aufgaben, einmal am Tag, wenn es welche gibt.' },
    },
    digestHour: 'Uhrzeit der Übersicht',
    digestZone: (zone) => `In der Zeitzone deines Profils, ${zone}.`,
    login: 'Anmeldung',
    changeUsername: 'Benutzernamen ändern',
    address: 'E-Mail-Adresse',
    withoutAddress: 'Keine. Ohne sie lässt sich ein vergessenes Passwort nicht zurücksetzen.',
    confirmed: 'Bestätigt',
    notConfirmed: 'Noch nicht bestätigt.',
    sendConfirmation: 'Link noch einmal senden',
    confirmationSent: 'Ein Link ist an diese Adresse unterwegs. Er gilt eine Woche.',
    newAddress: 'Neue Adresse',
    changeAddress: 'Adresse ändern',
    setAddress: 'Adresse angeben',
    addressChanged: 'Adresse geändert. Ein Link zum Bestätigen ist unterwegs.',
    password: 'Passwort',
    passwordText: 'Ein neues Passwort meldet dich überall sonst ab.',
    passwordChanged: 'Passwort geändert',
    data: 'Deine Daten',
    exportText:
      'Alles über dich als eine JSON-Datei: Profil, Aufgaben, Kategorien, Erinnerungen, Sitzungen und was du getan hast.',
    export: 'Meine Daten herunterladen',
    preparing: 'Die Datei wird vorbereitet …',
    deleteTitle: 'Konto löschen',
    deleteText: 'Lade vorher deine Daten herunter, wenn du sie behalten willst.',
    delete: 'Mein Konto löschen',
    deleteQuestion: 'Dein Konto löschen?',
    deleteWarning:
      'Deine privaten Aufgaben und Kategorien und Projekte, in denen du allein bist, gehen endgültig verloren. In anderen Projekten bleiben deine Aufgaben, und jemand anders wird Besitzer.',
    deleted: 'Dein Konto ist gelöscht.',
    sessionsTitle: 'Wo du angemeldet bist',
    sessionsText: 'Beende eine Sitzung, die du nicht kennst, und ändere danach dein Passwort.',
    sessionsFailed: 'Die Sitzungen konnten nicht geladen werden.',
    device: (program, system) => `${program} auf ${system}`,
    unknownDevice: 'Unbekanntes Gerät',
    currentSession: 'Diese Sitzung',
    since: (day) => `seit ${day}`,
    lastUsed: (ago) => `zuletzt benutzt ${ago}`,
    end: 'Beenden',
    endNamed: (name) => `${name} beenden`,
    endOthers: 'Alle anderen beenden',
    endOthersTitle: 'Alle anderen Sitzungen beenden?',
    endOthersText: (count) =>
      plural('de', count, {
        one: 'Ein Gerät muss sich neu anmelden.',
        other: `${count} Geräte müssen sich neu anmelden.`,
      }),
    endedOthers: (count) => plural('de', count, { one: '1 Sitzung beendet', other: `${count} Sitzungen beendet` }),
  },
  links: {
    resetTitle: 'Neues Passwort setzen',
    resetText: 'Danach bist du überall abgemeldet.',
    reset: 'Passwort setzen',
    resetDone: 'Dein Passwort ist gesetzt. Du kannst dich jetzt damit anmelden.',
    expired: 'Dieser Link wurde benutzt, ist abgelaufen oder nicht vollständig.',
    requestNew: 'Neuen Link senden',
    confirmTitle: 'Adresse bestätigen',
    confirmText: 'Dann weiß Docket, dass seine Mails dich erreichen.',
    confirm: 'Bestätigen',
    confirmDone: 'Deine Adresse ist bestätigt.',
    confirmExpired:
      'Dieser Link wurde benutzt, ist abgelaufen oder nicht vollständig. Wenn du ihn benutzt hast, ist alles in Ordnung.',
    logInForNew: 'Für einen neuen Link anmelden',
    toDocket: 'Zu Docket',
    unsubscribeTitle: 'Diese Mails beenden?',
    unsubscribeText: (name) => `Du bekommst dann keine Mails dieser Art mehr: ${name}.`,
    unsubscribe: 'Beenden',
    unsubscribed: (name) => `Du bekommst keine Mails dieser Art mehr: ${name}.`,
    unsubscribeInvalid:
      'Dieser Link ist nicht vollständig. Öffne ihn noch einmal aus der Mail, oder wähle deine Mails in den Einstellungen.',
    chooseEmails: 'Wählen, welche Mails kommen',
    theseMails: 'diese',
  },
  overview: {
    title: 'Übersicht',
    whose: 'Wessen Aufgaben',
    me: 'Ich',
    everyone: 'Alle',
    period: 'Zeitraum',
    lastDays: (days) => (days === 365 ? 'Letztes Jahr' : `Letzte ${days} Tage`),
    completedPerDay: 'Erledigt pro Tag',
    completedPerWeek: 'Erledigt pro Woche',
    completedIn: (count, days, change) => {
      const done = `${count} in ${days} Tagen`
      if (change === undefined) return done
      if (change === 0) return `${done}, so viele wie zuvor`
      return `${done}, ${Math.abs(change)} % ${change > 0 ? 'mehr' : 'weniger'} als zuvor`
    },
    completedOn: (day, count) => `${day}: ${count} erledigt`,
    overdueNow: (now, before, day) => `${now} heute, ${before} am ${day}`,
    showTable: 'Als Tabelle zeigen',
    showCharts: 'Als Diagramme zeigen',
    tableOfDays: 'Erledigte und überfällige Aufgaben nach Tagen',
    day: 'Tag',
    completed: 'Erledigt',
    overdue: 'Überfällig',
    byPriority: 'Offen nach Priorität',
    byStatus: 'Offen nach Status',
    projects: 'Projekte',
    project: 'Projekt',
    open: 'Offen',
    done: 'Erledigt',
    notExact: 'Es sind zu viele Aufgaben, um alle zu zählen: Die Zahlen gelten für 10.000 davon.',
    failed: 'Die Übersicht konnte nicht geladen werden.',
    empty: 'Sobald es Aufgaben gibt, steht hier, wie viel erledigt, offen und überfällig ist.',
  },
  refusals: {
    'login.failed': 'Der Benutzername oder das Passwort stimmt nicht.',
    'registration.closed': 'Hier kann sich niemand selbst anmelden. Bitte einen Administrator um ein Konto.',
    'member.already': 'Diese Person ist schon Mitglied.',
    'member.last_owner': 'Ein Projekt braucht einen Besitzer. Mache zuerst ein anderes Mitglied dazu.',
    'member.not_found': 'Diese Person ist nicht mehr Mitglied.',
    'project.role_too_low': 'Das kann nur ein Besitzer des Projekts.',
    'project.archived': 'Das Projekt ist archiviert. Stelle es zuerst wieder her.',
    'project.not_found': 'Dieses Projekt gibt es hier nicht mehr.',
    'category.name_taken':
      'Es gibt schon eine Kategorie mit diesem Namen oder einem, der ihm gleicht. Wähle einen anderen.',
    'category.not_found': 'Diese Kategorie gibt es hier nicht mehr.',
    'user.not_found': 'Es gibt kein Konto mit diesem Namen oder dieser Adresse.',
    'password.wrong': 'Das bisherige Passwort stimmt nicht.',
    'password.too_weak': 'Dieses Passwort ist zu leicht zu erraten. Wähle ein anderes.',
    'password.unchanged': 'Das ist das bisherige Passwort. Wähle ein anderes.',
    'user.email_taken': 'Diese Adresse gehört zu einem anderen Konto.',
    'user.username_taken': 'Dieser Benutzername, oder einer, der ihm gleicht, ist vergeben.',
    'user.email_confirmed': 'Die Adresse ist schon bestätigt.',
    'user.last_admin': 'Nur du verwaltest diese Installation. Mache zuerst jemand anders zum Administrator.',
    'login.slow_down': 'Zu viele Versuche. Versuche es in ein paar Minuten noch einmal.',
    'rate.limited': 'Zu viele Versuche. Versuche es in ein paar Minuten noch einmal.',
  },
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
