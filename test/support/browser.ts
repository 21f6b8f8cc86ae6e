/** One page that a browser was shown. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where the page sends the browser on, absolute; `null` when it does not. */
  readonly location: string | null;
}

/** A browser as far as a connect needs one: cookies per host, and redirects that can be followed one by one. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Opens one address and follows nothing. */
  async open(url: string): Promise<Page> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    const location = response.headers.get('location');
    return {
      url,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: location === null ? null : new URL(location, url).href,
    };
  }

  /** Opens an address and follows redirects until one leads to a place that `until` names, or a page is shown. Answers that last hop. */
  async follow(url: string, until: (next: string) => boolean): Promise<Page> {
    let page = await this.open(url);
    for (let hops = 0; page.location !== null && !until(page.location); hops += 1) {
      if (hops > 10) throw new Error(`redirects without end from ${url}`);
      page = await this.open(page.location);
    }
    return page;
  }

  /** The cookies that this browser keeps for a host (`host:port`). */
  cookies(host: string): ReadonlyMap<string, string> {
    return this.#cookies.get(host) ?? new Map();
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute) || /^\s*expires=thu, 01 jan 1970/i.test(attribute));
  if (gone) jar.delete(name);
  else jar.set(name, pair.slice(at + 1).trim());
}
