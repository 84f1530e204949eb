/** The path under which this Docket is served. Other installations may use other paths of the same origin. */
export const basePath = new URL(document.baseURI).pathname

/**
 * The name under which this installation stores data in the browser and finds its other tabs: storage, locks and
 * channels belong to an origin, not to a path. The script in `index.html` uses the same names.
 */
export const ownName = (name: string): string => (basePath === '/' ? `docket.${name}` : `docket.${basePath}.${name}`)
