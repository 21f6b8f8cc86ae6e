import { Secret } from '../../../src/kernel/secret.js';
import { NeedleIndex, shortestNeedle, type Found } from './needle-index.js';
import { withoutShown, type Exchange } from './shown-values.js';
import { spellingsOf, type Spelling } from './spellings.js';

interface Owner {
  readonly secret: string;
  readonly how: Spelling['how'];
}

interface Place {
  readonly name: string;
  readonly text: string;
}

/** Of a value that the service wraps as `Secret`, and of which nobody said more. */
const unnamed = 'value that the service holds as a secret';
/** How much text is kept until it is searched, in characters. */
const mostKept = 16 * 1024 * 1024;
const mostTold = 20;

/** A secret stands where nobody may read it. Names the entrance and the place, never the secret. */
export class LeakFound extends Error {
  constructor(leaks: readonly string[]) {
    const more = leaks.length > mostTold ? [`and ${String(leaks.length - mostTold)} more`] : [];
    super(['Secrets were found in clear:', ...leaks.slice(0, mostTold), ...more].join('\n  - '));
    this.name = 'LeakFound';
  }
}

/**
 * Remembers every secret that there is, by the entrance that it came in, and whatever the service said and stored; `check` tells where
 * one stands in the other, in clear or encoded. What it cannot know before it is said does not exist here: tokens are known when a
 * platform issues them, and the service's own values when they are made.
 */
export class LeakWatch {
  readonly #entrances = new Map<string, string>();
  readonly #index = new NeedleIndex<Owner>();
  /** What is told, and an example of what stood around it. */
  readonly #leaks = new Map<string, string>();
  #places: Place[] = [];
  #kept = 0;

  /** A secret, and what it is. Values too short to be told from chance are not looked for; the first name stays. */
  knows(entrance: string, value: string): void {
    if (!isTellTale(value)) return;
    const known = this.#entrances.get(value);
    if (known !== undefined && known !== unnamed) return;
    this.#entrances.set(value, entrance);
    if (known === undefined) spellingsOf(value).forEach(({ text, how }) => this.#index.add(text, { secret: value, how }));
  }

  /** Everything that is known so far. */
  known(): readonly { readonly name: string; readonly value: string }[] {
    return [...this.#entrances].map(([value, name]) => ({ name, value }));
  }

  /** A value of which only that is known: the service keeps it secret. */
  holds(value: string): void {
    this.knows(unnamed, value);
  }

  /** Something that was said or stored, and where. */
  saw(place: string, text: string): void {
    if (text === '') return;
    this.#places.push({ name: place, text });
    this.#kept += text.length;
    if (this.#kept > mostKept) this.#search();
  }

  /** An answer of the service. What it shows rightfully is taken out, and known by its name from then on. */
  answered(exchange: Exchange): void {
    const { head, body, shown } = withoutShown(exchange);
    const path = exchange.url.split('?')[0] ?? '';
    const place = `the answer ${String(exchange.status)} to ${exchange.method} ${path}`;
    for (const { entrance, value } of shown) {
      this.knows(entrance, value);
      const known = this.#entrances.get(value);
      if (known !== undefined && known !== entrance) this.#leaks.set(`${known} in ${this.#masked(place)}, in the place of the ${entrance}`, '');
    }
    this.saw(`the headers of ${place}`, head);
    this.saw(`the body of ${place}`, body);
  }

  /**
   * Searches everything since the last check, and forgets it.
   * @throws LeakFound when a secret stands in it.
   */
  check(): void {
    this.#search();
    const leaks = [...this.#leaks].map(([leak, context]) => leak + context);
    this.#leaks.clear();
    if (leaks.length > 0) throw new LeakFound(leaks);
  }

  #search(): void {
    const places = this.#places;
    this.#places = [];
    this.#kept = 0;
    for (const { name, text } of places) {
      for (const found of this.#index.find(text)) {
        const leak = `${this.#entrances.get(found.owner.secret) ?? unnamed}, ${found.owner.how}, in ${this.#masked(name)}`;
        if (!this.#leaks.has(leak)) this.#leaks.set(leak, `: …${this.#around(found, text)}…`);
      }
    }
  }

  /** More of the same secret, or half of another one, may stand beside what was found. */
  #around({ at, length }: Found<Owner>, text: string): string {
    const before = text.slice(Math.max(0, at - 200), at).replace(/[\w.~+/=%-]+$/, '');
    const after = text.slice(at + length, at + length + 600).replace(/^[\w.~+/=%-]+/, '');
    return this.#masked(`${before.slice(-120)}‹here›${after.slice(0, 100)}`).replace(/\s+/g, ' ');
  }

  #masked(text: string): string {
    let hidden = '';
    let from = 0;
    for (const { at, length } of this.#index.find(text)) {
      // Beginning and end of one secret are found one by one, and may overlap.
      if (at >= from) hidden += `${text.slice(from, at)}‹secret›`;
      from = Math.max(from, at + length);
    }
    return (hidden + text.slice(from)).replace(/[\w+/=-]{37,}/g, '‹long›');
  }
}

/**
 * Whether a value is a secret by itself and not the wrapping of others: a connection URL is known by its password, and the JSON of what is
 * sealed by the tokens in it.
 */
function isTellTale(value: string): boolean {
  return value.length >= shortestNeedle && !/^[[{]|:\/\//.test(value) && value.trim() !== '';
}

/** Watches this spec file: everything that is wrapped as a `Secret` in it is known. */
export const leakWatch = watchSecrets(new LeakWatch());

function watchSecrets(watch: LeakWatch): LeakWatch {
  const wrap = Secret.of.bind(Secret);
  Secret.of = (value) => {
    if (URL.canParse(value)) watch.knows('password of a connection', decodeURIComponent(new URL(value).password));
    else watch.holds(value);
    return wrap(value);
  };
  return watch;
}
