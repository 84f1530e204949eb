import type { Config } from './config.ts'
import type { Kind } from './kinds.ts'

export type Setting<T> = Kind<T> & {
  name: string
  section: 'Server' | 'Storage' | 'Accounts' | 'Limits' | 'Mail' | 'Completion notice' | 'Logs' | 'Monitoring'
  description: string
  /** As written in the environment. */
  default?: string
  /**
   * For a default that depends on another setting: the text for the documentation. `read-config.ts` computes the value.
   */
  defaultInWords?: string
  /**
   * What applies while it is not set, for the display of the effective configuration; `isMade` if Docket generates it.
   */
  whenUnset?: (config: Config) => { says: string; isMade?: true }
  /** What must not be shown: the whole value, or only the password in a URL. */
  secret?: 'whole' | 'password'
}

/** A setting that an environment variable sets. */
export type SettingKey = Exclude<keyof Config, 'notRead' | 'origins'>

export type SettingsOf<Keys extends SettingKey> = { [Key in Keys]-?: Setting<NonNullable<Config[Key]>> }
