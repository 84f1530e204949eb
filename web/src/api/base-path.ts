/** The path under which this Docket is served. Others may be served under other paths of the same origin. */
export const basePath = new URL(document.baseURI).pathname

/**
 * The name under which this Docket stores something in the browser, or finds its other tabs: storage, locks and channels belong
 * to an origin, not to a path. The script in `index.html` reads under the same names.
 */
export const ownName = (name: string): string => (basePath === '/' ? `docket.${name}` : `docket.${basePath}.${name}`)
