/** How one server differs from the next. */
export interface Server {
  /** As `/api/v1/instance` prints it. */
  readonly version: string;
  readonly title: string;
  /** What apps may ask for. */
  readonly scopes: readonly string[];
  /** Since 4.3: metadata, PKCE, lists of redirect URIs, the scopes of an app. */
  readonly since43: boolean;
  /** Since 4.0. */
  readonly hasInstanceV2: boolean;
  /** Tokens end and are renewed, as on Pleroma. */
  readonly tokensEnd: boolean;
  /** Whether tokens can be given back and apps can have tokens of their own. */
  readonly complete: boolean;
  /** Where profiles stand. */
  readonly profilePath: (name: string) => string;
}

const granular = [
  'read', 'read:accounts', 'read:statuses', 'write', 'write:accounts', 'write:media', 'write:statuses', 'follow', 'push',
];

const mastodonLike = {
  scopes: granular,
  since43: false,
  hasInstanceV2: true,
  tokensEnd: false,
  complete: true,
  profilePath: (name: string) => `/@${name}`,
} as const;

/** Every server that is played, by host. */
export const servers = {
  'mastodon.social': { ...mastodonLike, title: 'Mastodon', version: '4.5.0', scopes: [...granular, 'profile'], since43: true },
  'old.mastodon.test': { ...mastodonLike, title: 'An old Mastodon', version: '4.2.10' },
  'pleroma.test': {
    ...mastodonLike,
    title: 'A Pleroma',
    version: '2.7.2 (compatible; Pleroma 2.6.2)',
    tokensEnd: true,
    profilePath: (name: string) => `/users/${name}`,
  },
  'tiny.mastodon.test': {
    ...mastodonLike,
    title: 'A tiny server',
    version: '2.7.2 (compatible; Tiny 0.3)',
    scopes: ['read', 'write', 'follow', 'push'],
    hasInstanceV2: false,
    complete: false,
  },
} as const satisfies Record<string, Server>;

export type Host = keyof typeof servers;

export const hosts = Object.keys(servers) as readonly Host[];

export function serverOf(host: string): Server {
  const server = Object.hasOwn(servers, host) ? servers[host as Host] : undefined;
  if (!server) throw new Error(`${host} is not played`);
  return server;
}
