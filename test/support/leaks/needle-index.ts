/** A needle that stands in a text. */
export interface Found<Owner> {
  readonly owner: Owner;
  readonly at: number;
  readonly length: number;
}

interface Needle<Owner> {
  readonly text: string;
  readonly owner: Owner;
}

const headLength = 8;
const markBits = 18;

/** The shortest text that can be looked for: anything shorter stands everywhere by chance. */
export const shortestNeedle = headLength;

/**
 * Finds any of thousands of texts in one pass over megabytes: a table of what four characters a needle may begin with is asked at
 * every position, and only where it says so the needles themselves are.
 */
export class NeedleIndex<Owner> {
  readonly #marks = new Uint8Array(1 << markBits);
  readonly #needles = new Map<string, Needle<Owner>[]>();

  /** `text` is ASCII and at least `shortestNeedle` characters long; anything else is not taken. */
  add(text: string, owner: Owner): void {
    if (text.length < headLength || /[^\x20-\x7e]/.test(text)) return;
    const head = text.slice(0, headLength);
    const beside = this.#needles.get(head);
    if (beside === undefined) this.#needles.set(head, [{ text, owner }]);
    else if (!beside.some((needle) => needle.text === text)) beside.push({ text, owner });
    let window = 0;
    for (let at = 0; at < 4; at += 1) window = slid(window, text.charCodeAt(at));
    this.#marks[slotOf(window)] = 1;
  }

  /** Every place where a needle stands, in order. */
  find(text: string): Found<Owner>[] {
    const found: Found<Owner>[] = [];
    let window = 0;
    for (let at = 0; at < text.length; at += 1) {
      window = slid(window, text.charCodeAt(at));
      if (this.#marks[slotOf(window)] === 1 && at >= 3) found.push(...this.#at(text, at - 3));
    }
    return found;
  }

  #at(text: string, at: number): Found<Owner>[] {
    const candidates = this.#needles.get(text.slice(at, at + headLength)) ?? [];
    const here = candidates.filter((needle) => text.startsWith(needle.text, at));
    return here.map((needle) => ({ owner: needle.owner, at, length: needle.text.length }));
  }
}

/** The last four characters, in 32 bits. */
function slid(window: number, code: number): number {
  return (window << 8) ^ code;
}

function slotOf(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - markBits);
}
