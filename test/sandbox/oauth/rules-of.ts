import type { Stage } from '../platforms/twin.js';
import type { OAuthRules } from './rules.js';

/** The rules of the OAuth server that a request is for. */
export function rulesOf({ twin, server, platform }: Stage): OAuthRules {
  const rules = server === null ? twin.oauth : twin.servers?.[server];
  if (!rules) throw new Error(`${platform} has no OAuth server${server === null ? '' : ` on ${server}`}`);
  return rules;
}
