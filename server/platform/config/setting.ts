import type { Config } from './config.ts'
import type { Kind } from './kinds.ts'

export type Setting<T> = Kind<T> & {
  name: string
  section: 'Server' | 'Storage' | 'Accounts' | 'Limits' | 'Mail' | 'Completion notice' | 'Logs' | 'Watching'
  description: string
  /** As it would be written in the environment. */
  default?: string
  /** For a default that follows from another setting: what to tell the reader; `read-config.ts` computes it. */
  defaultInWords?: string
  /** What holds while it is not set, for people who read the effective configuration; `isMade` where Docket makes it. */
  whenUnset?: (config: Config) => { says: string; isMade?: true }
  /** What is never shown: the whole value, or only the password in a URL. */
  secret?: 'whole' | 'password'
}

/** What a variable of the environment gives. */
export type SettingKey = Exclude<keyof Config, 'notRead' | 'origins'>

export type SettingsOf<Keys extends SettingKey> = { [Key in Keys]-?: Setting<NonNullable<Config[Key]>> }
