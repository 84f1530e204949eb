import { useState } from 'react'
import { useUpdateProfile } from '../../../api/account.ts'
import { LANGUAGES, type Language, setLanguage, useLanguage, useMessages } from '../../../messages/index.ts'
import { Choice } from '../../../ui/controls/Field.tsx'
import { useReport } from '../../../ui/feedback/useReport.ts'
import { setTheme, type Theme, themeChoice } from '../../../ui/theme/theme.ts'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']

export function ThemeChoice() {
  const { settings } = useMessages()
  const [theme, show] = useState<Theme>(themeChoice)
  return (
    <Choice
      label={settings.theme}
      value={theme}
      options={THEMES.map((value) => ({ value, label: settings.themes[value] }))}
      onChange={(chosen) => {
        show(chosen)
        setTheme(chosen)
      }}
    />
  )
}

export function LanguageChoice() {
  const { settings } = useMessages()
  const language = useLanguage()
  const { mutate } = useUpdateProfile()
  const report = useReport()
  const options = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }))
  return (
    <Choice
      label={settings.language}
      value={language}
      options={options}
      onChange={(locale) => {
        void setLanguage(locale)
        mutate({ locale }, { onError: report })
      }}
    />
  )
}
