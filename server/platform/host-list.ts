// A comma before the @ is part of the password.
const LIST_OF_HOSTS = /^([\w+.-]+:\/\/(?:[^/?#@]*@)?)([^/?#@]*,[^/?#@]*)(?![^/?#]*@)(.*)$/s

/**
 * Splits `scheme://user:password@one:1,two:2/path`, which no URL parser accepts, into one URL for each host. Returns
 * any other text unchanged.
 */
export function urlOfEachHost(text: string): [string, ...string[]] {
  const [, start, hosts, rest] = LIST_OF_HOSTS.exec(text) ?? []
  if (hosts === undefined) return [text]
  return hosts.split(',').map((host) => `${start}${host}${rest}`) as [string, ...string[]]
}

/** The same URL with a different list of hosts. */
export const withHosts = (url: string, hosts: string): string =>
  url.replace(/^([\w+.-]+:\/\/(?:[^/?#@]*@)?)[^/?#@]*/, (_whole, start) => start + hosts)

/** The hosts of a URL with their ports, as written in it. */
export const hostsIn = (url: string): string => /^[\w+.-]+:\/\/(?:[^/?#@]*@)?([^/?#@]*)/.exec(url)?.[1] ?? ''
