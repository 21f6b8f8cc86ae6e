/**
 * Whether a person may be sent back to `candidate`: its scheme, host, port and path must equal one of the allowed URLs;
 * a query is free. A fragment or user info is refused, since neither has an honest use here.
 */
export function isAllowedReturnUrl(candidate: string, allowed: readonly string[]): boolean {
  const place = placeOf(candidate);
  return place !== null && allowed.some((entry) => placeOf(entry) === place);
}

/** `returnUrl` with the outcome of a connect session; any `connect_*` parameter and `error` that stood there is overwritten. */
export function withOutcome(returnUrl: string, outcome: Readonly<Record<string, string>>): string {
  const url = new URL(returnUrl);
  for (const name of [...url.searchParams.keys()]) {
    if (name.startsWith('connect_') || name === 'error') url.searchParams.delete(name);
  }
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value);
  return url.href;
}

function placeOf(value: string): string | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || value.includes('#')) return null;
  return `${url.protocol}//${url.host}${url.pathname}`;
}
