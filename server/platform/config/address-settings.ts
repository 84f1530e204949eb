import { listOf, oneOf, yesOrNo } from './kinds.ts'
import { allowedHost, originsOrAny, publicUrl, trustedProxies } from './network-kinds.ts'
import type { SettingsOf } from './setting.ts'

type Address =
  | 'publicUrl'
  | 'allowedHosts'
  | 'corsOrigins'
  | 'trustProxy'
  | 'httpsRedirect'
  | 'hstsIncludeSubdomains'
  | 'compression'
  | 'webApp'

/** The settings of Docket's own addresses, of the proxies in front of it, and of what a proxy would otherwise do. */
export const addressSettings: SettingsOf<Address> = {
  publicUrl: {
    name: 'PUBLIC_URL',
    section: 'Server',
    description:
      'The URL under which clients reach Docket, if it differs from `HOST` and `PORT`. Links use it. It can have a path on a shared host; the proxy can remove that path or pass it on.',
    ...publicUrl(),
  },
  allowedHosts: {
    name: 'ALLOWED_HOSTS',
    section: 'Server',
    default: 'localhost,127.0.0.1,[::1]',
    description: 'The `Host` headers that are accepted. The host of `PUBLIC_URL` always is.',
    ...listOf(allowedHost()),
  },
  corsOrigins: {
    name: 'CORS_ORIGINS',
    section: 'Server',
    description: 'The other origins whose pages can call the API from a browser.',
    ...originsOrAny(),
  },
  trustProxy: {
    name: 'TRUST_PROXY',
    section: 'Server',
    default: 'false',
    description: 'The proxies whose `X-Forwarded-For`, `-Proto` and `-Host` headers are trusted.',
    ...trustedProxies(),
  },
  httpsRedirect: {
    name: 'HTTPS_REDIRECT',
    section: 'Server',
    defaultInWords: '`true` when `PUBLIC_URL` is https',
    description: 'Whether plain http requests are redirected to https. Behind a proxy this requires `TRUST_PROXY`.',
    ...yesOrNo(),
  },
  hstsIncludeSubdomains: {
    name: 'HSTS_INCLUDE_SUBDOMAINS',
    section: 'Server',
    default: 'false',
    description:
      'Whether the `Strict-Transport-Security` header covers all subdomains of the host. It is sent with `HTTPS_REDIRECT`.',
    ...yesOrNo(),
  },
  compression: {
    name: 'COMPRESSION',
    section: 'Server',
    default: 'off',
    description:
      'With `on`, responses of 1 KiB and more are compressed with brotli or gzip, as the client accepts. Use it if no proxy compresses.',
    ...oneOf('off', 'on'),
  },
  webApp: {
    name: 'WEB_APP',
    section: 'Server',
    default: 'on',
    description: 'With `off`, the web app is neither built by `npm start` nor served: only the API is.',
    ...oneOf('on', 'off'),
  },
}
