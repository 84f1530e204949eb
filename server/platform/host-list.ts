// A comma before the @ is part of the password.
const LIST_OF_HOSTS = /^([\w+.-]+:\/\/(?:[^/?#@]*@)?)([^/?#@]*,[^/?#@]*)(?![^/?#]*@)(.*)$/s

/**
 * `scheme://user:password@one:1,two:2/path`, which no URL parser reads, as one URL for each host. Any other text comes back
 * as it is.
 */
export function urlOfEachHost(text: string): [string, ...string[]] {
  const [, start, hosts, rest] = LIST_OF_HOSTS.exec(text) ?? []
  if (hosts === undefined) return [text]
  return hosts.split(',').map((host) => `${start}${host}${rest}`) as [string, ...string[]]
}

/** The same URL with another list of hosts. */
export const withHosts = (url: string, hosts: string): string =>
  url.replace(/^([\w+.-]+:\/\/(?:[^/?#@]*@)?)[^/?#@]*/, (_whole, start) => start + hosts)

/** The hosts of a URL with their ports, as they stand in it. */
export const hostsIn = (url: string): string => /^[\w+.-]+:\/\/(?:[^/?#@]*@)?([^/?#@]*)/.exec(url)?.[1] ?? ''
