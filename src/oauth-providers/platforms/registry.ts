import type { ProviderDefinition } from '../protocol/define-provider.js';
import { bluesky } from './bluesky/bluesky.provider.js';
import { facebook } from './facebook/facebook.provider.js';
import { instagramFacebook } from './instagram-facebook/instagram-facebook.provider.js';
import { instagram } from './instagram/instagram.provider.js';
import { linkedinPage } from './linkedin-page/linkedin-page.provider.js';
import { linkedin } from './linkedin/linkedin.provider.js';
import { mastodon } from './mastodon/mastodon.provider.js';
import { pinterest } from './pinterest/pinterest.provider.js';
import { threads } from './threads/threads.provider.js';
import { tiktok } from './tiktok/tiktok.provider.js';
import { x } from './x/x.provider.js';
import { youtube } from './youtube/youtube.provider.js';

/** Every platform of this release, one line each, in the order in which a person should see them. */
export const platforms = [
  linkedin,
  linkedinPage,
  x,
  facebook,
  instagram,
  instagramFacebook,
  tiktok,
  youtube,
  threads,
  pinterest,
  bluesky,
  mastodon,
] as const satisfies readonly ProviderDefinition[];

/** The keys of the platforms in the registry. */
export type RegisteredPlatformKey = (typeof platforms)[number]['id'];
