import ms from 'ms'

/** How a setting is parsed and formatted. `read` returns undefined if it cannot accept the text. */
export type Kind<T> = {
  expected: string
  read: (text: string) => T | undefined
  write: (value: T) => string
  /**
   * What is wrong with a text that `read` refuses, without repeating the text; undefined if there is nothing to add.
   */
  explain?: (text: string) => string | undefined
}

export function text(expected: string, pattern: RegExp): Kind<string> {
  return { expected, read: (given) => (pattern.test(given) ? given : undefined), write: String }
}

export function wholeNumber(lowest: number, highest: number): Kind<number> {
  return {
    expected: `a whole number from ${lowest} to ${highest}`,
    read: (given) => {
      const number = /^\d+$/.test(given) ? Number(given) : Number.NaN
      return number >= lowest && number <= highest ? number : undefined
    },
    write: String,
  }
}

export function yesOrNo(): Kind<boolean> {
  return {
    expected: '`true` or `false`',
    read: (given) => {
      if (/^(true|yes|on|1)$/i.test(given)) return true
      return /^(false|no|off|0)$/i.test(given) ? false : undefined
    },
    write: String,
  }
}

export function oneOf<T extends string>(...choices: T[]): Kind<T> {
  return {
    expected: `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`,
    read: (given) => choices.find((choice) => choice === given.toLowerCase()),
    write: String,
  }
}

const longestMs = ms('10y')

/** Milliseconds. A number without a unit means seconds, as in the settings of most servers. */
export function duration(): Kind<number> {
  return {
    expected: 'a duration from `1s` to `10y` such as `15m` or `30d`; a plain number is seconds',
    read: (given) => {
      if (!/^\d{1,12}(\.\d{1,6})?( ?[a-z]{1,12})?$/i.test(given)) return undefined
      const length = /^\d+$/.test(given) ? Number(given) * 1000 : Math.round(ms(given as ms.StringValue))
      return length >= 1000 && length <= longestMs ? length : undefined
    },
    write: writeDuration,
  }
}

// `ms` itself would round: it would show 90 seconds as 2m.
function writeDuration(length: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((each) => length % ms(`1${each}`) === 0)
  return unit ? `${length / ms(`1${unit}`)}${unit}` : `${length}ms`
}

/** A secret, which is never shown; its length is counted in bytes. */
export function secretOf(fewestBytes: number): Kind<string> {
  return {
    expected: `at least ${fewestBytes} bytes; \`openssl rand -base64 48\` generates one`,
    read: (given) => (Buffer.byteLength(given) >= fewestBytes ? given : undefined),
    write: String,
  }
}

export function listOf<T extends string>(item: Kind<T>): Kind<T[]> {
  return {
    expected: `a list separated by commas, each ${item.expected}`,
    read: (given) => {
      const items = given.split(',').map((part) => item.read(part.trim()))
      return items.includes(undefined) ? undefined : [...new Set(items as T[])]
    },
    write: (items) => items.join(','),
  }
}
