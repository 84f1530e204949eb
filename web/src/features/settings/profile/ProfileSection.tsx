import { useUser } from '../../../api/account.ts'
import { useMessages } from '../../../messages/index.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { leave } from '../../../ui/feedback/leaving.ts'
import css from '../settings.module.css'
import { LanguageChoice, ThemeChoice } from './Appearance.tsx'
import { ProfileForm } from './ProfileForm.tsx'

export function ProfileSection() {
  const { account, settings } = useMessages()
  const { settings: words } = usePageMessages()
  const user = useUser()
  return (
    <>
      <section>
        <h2>{words.aboutYou}</h2>
        <ProfileForm />
      </section>
      <section>
        <h2>{settings.appearance}</h2>
        <div className={css.choices}>
          <ThemeChoice />
          <LanguageChoice />
        </div>
      </section>
      <section>
        <div className={css.leave}>
          <p>{settings.signedInAs(user?.username ?? user?.email ?? '')}</p>
          <Button onClick={leave}>{account.logOut}</Button>
        </div>
      </section>
    </>
  )
}
