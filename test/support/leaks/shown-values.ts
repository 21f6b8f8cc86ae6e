/** One request that the service answered, as it went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/** One value that stands in an answer because it has to. */
export interface ShownValue {
  /** What the value is. */
  readonly entrance: string;
  readonly method: string;
  readonly path: RegExp;
  readonly status: number;
  readonly part: 'head' | 'body';
  /** The first group is the value. */
  readonly value: RegExp;
  /** Why it stands there. */
  readonly because: string;
}

const launch = /^\/v1\/connect\/(?!result$)[^/]+$/;
const callback = /^\/v1\/oauth\/[^/]+\/(?:[^/]+\/)?callback$/;
/** A way on to a platform; the way back to the product is told by `connect_session`. */
const stateInLocation = /^location: (?![^\r\n]*[?&]connect_session=)[^\r\n]*[?&]state=([^&#\r\n]+)/im;

/**
 * Every place of an answer where a secret stands rightfully: that value, in that part of that answer, and nowhere else. A browser has to
 * be told what it is to present, and who mints a key is shown it once.
 */
export const shownValues: readonly ShownValue[] = [
  {
    entrance: 'launch token',
    method: 'POST',
    path: /^\/v1\/workspaces\/[^/]+\/connect-sessions$/,
    status: 201,
    part: 'body',
    value: /"authorizationUrl":"[^"?#]*\/v1\/connect\/([^"/?#]+)"/,
    because: 'the frontend sends the browser there; no later answer names it',
  },
  {
    entrance: 'browser cookie',
    method: 'GET',
    path: launch,
    status: 303,
    part: 'head',
    value: /^set-cookie: (?:__Host-)?connect-[\w-]+=([^;\r\n]+)/im,
    because: 'it binds the session to this browser',
  },
  {
    entrance: 'state',
    method: 'GET',
    path: launch,
    status: 303,
    part: 'head',
    value: stateInLocation,
    because: 'the platform sends it back with its answer',
  },
  {
    entrance: 'state',
    method: 'GET',
    path: callback,
    status: 303,
    part: 'head',
    value: stateInLocation,
    because: 'a server that forgot our app is asked once more, with a state of its own',
  },
  {
    entrance: 'connect code',
    method: 'GET',
    path: callback,
    status: 303,
    part: 'head',
    value: /^location: [^\r\n]*[?&]connect_code=([^&#\r\n]+)/im,
    because: 'the browser that did the authorization carries it to the product',
  },
  {
    entrance: 'connect code',
    method: 'GET',
    path: /^\/v1\/connect\/result$/,
    status: 200,
    part: 'body',
    value: /<dt>Connect code<\/dt><dd><code>([^<]+)<\/code>/,
    because: 'the page stands in for a product, and shows what its address holds',
  },
  {
    entrance: 'workspace key',
    method: 'POST',
    path: /^\/v1\/workspaces\/[^/]+\/api-keys$/,
    status: 201,
    part: 'body',
    value: /"key":"([^"]+)"/,
    because: 'it is kept as a hash and cannot be shown later',
  },
];

/** What is left of an answer without the values that it shows rightfully, and those values. */
export function withoutShown(exchange: Exchange): { readonly head: string; readonly body: string; readonly shown: readonly { entrance: string; value: string }[] } {
  const left = { head: exchange.head, body: exchange.body };
  const shown: { entrance: string; value: string }[] = [];
  const path = exchange.url.split('?')[0] ?? '';
  for (const place of shownValues) {
    if (place.method !== exchange.method || place.status !== exchange.status || !place.path.test(path)) continue;
    const match = place.value.exec(left[place.part]);
    const value = match?.[1];
    if (match === null || value === undefined) continue;
    const at = match.index + match[0].lastIndexOf(value);
    left[place.part] = `${left[place.part].slice(0, at)}(${place.entrance})${left[place.part].slice(at + value.length)}`;
    shown.push({ entrance: place.entrance, value });
  }
  return { ...left, shown };
}
