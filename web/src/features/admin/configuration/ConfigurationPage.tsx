import { useConfiguration } from '../../../api/admin/hooks.ts'
import type { AdminSetting } from '../../../api/schema.d.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { EmptyState } from '../../../ui/feedback/EmptyState.tsx'
import page from '../Page.module.css'
import { useTitle } from '../title.ts'
import css from './ConfigurationPage.module.css'
import { TestMail } from './TestMail.tsx'

/** Every setting in effect. They are changed where Docket is started, so they cannot be changed here. */
export function ConfigurationPage() {
  const { configuration: words } = useAdminMessages()
  const { tryAgain } = useMessages()
  useTitle(words.title)
  const { data, error, refetch } = useConfiguration()
  const settings = data?.settings ?? []
  const sections = [...new Set(settings.map(({ section }) => section))]
  return (
    <div className={`${page.page} ${css.sections}`}>
      <h1>{words.title}</h1>
      <p className={page.hint}>{words.hint}</p>
      {!data && error && (
        <EmptyState text={words.failed}>
          <Button onClick={() => void refetch()}>{tryAgain}</Button>
        </EmptyState>
      )}
      {sections.map((section) => (
        <section key={section}>
          <h2>{words.sections[section] ?? section}</h2>
          {section === 'Mail' && <TestMail />}
          <Settings
            name={words.sections[section] ?? section}
            settings={settings.filter((one) => one.section === section)}
          />
        </section>
      ))}
    </div>
  )
}

function Settings({ name, settings }: { name: string; settings: readonly AdminSetting[] }) {
  const { configuration: words } = useAdminMessages()
  return (
    <table className={css.settings} aria-label={name}>
      <thead>
        <tr>
          <th scope="col">{words.setting}</th>
          <th scope="col">{words.value}</th>
          <th scope="col">{words.origin}</th>
        </tr>
      </thead>
      <tbody>
        {settings.map((setting) => (
          <tr key={setting.name} data-changed={setting.origin !== 'default' || undefined}>
            <th scope="row" title={setting.description.replaceAll('`', '')}>
              <code>{setting.name}</code>
            </th>
            <td>
              <Value setting={setting} />
            </td>
            <td>
              {words.origins[setting.origin]}
              {setting.given_as && (
                <>
                  {' '}
                  <code>{setting.given_as}</code>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ setting: { value, note } }: { setting: AdminSetting }) {
  const { configuration: words } = useAdminMessages()
  if (value !== null) return <code>{value}</code>
  return <span className={css.unset}>{note ?? words.unset}</span>
}
