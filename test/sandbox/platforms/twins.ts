import type { RegisteredPlatformKey } from '../../../src/oauth-providers/platforms/registry.js';
import { bluesky } from './bluesky/bluesky.twin.js';
import { facebook } from './facebook/facebook.twin.js';
import { instagramFacebook } from './instagram-facebook/instagram-facebook.twin.js';
import { instagram } from './instagram/instagram.twin.js';
import { linkedinPage } from './linkedin-page/linkedin-page.twin.js';
import { linkedin } from './linkedin/linkedin.twin.js';
import { mastodon } from './mastodon/mastodon.twin.js';
import { pinterest } from './pinterest/pinterest.twin.js';
import { threads } from './threads/threads.twin.js';
import { tiktok } from './tiktok/tiktok.twin.js';
import type { Twin } from './twin.js';
import { x } from './x/x.twin.js';
import { youtube } from './youtube/youtube.twin.js';

/** One twin for every platform that the service registers; a platform without its twin does not compile. */
export const twins = { linkedin, 'linkedin-page': linkedinPage, x, facebook, instagram, 'instagram-facebook': instagramFacebook, tiktok, youtube, threads, pinterest, bluesky, mastodon } satisfies Record<RegisteredPlatformKey, Twin>;
