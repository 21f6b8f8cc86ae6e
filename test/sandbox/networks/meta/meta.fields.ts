/** One field of a `fields` parameter, such as `picture.type(large){url}`. */
export interface Field {
  readonly name: string;
  /** `null` where nothing of it was picked. */
  readonly inner: readonly Field[] | null;
}

/** Reads a `fields` parameter; `null` when it is malformed. */
export function parseFields(text: string): readonly Field[] | null {
  const reader = new Reader(text);
  const fields = reader.list();
  return reader.atEnd ? fields : null;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.at === this.text.length;
  }

  list(): readonly Field[] {
    const fields: Field[] = [];
    do fields.push(this.field());
    while (this.take(/^,/) !== null);
    return fields;
  }

  private field(): Field {
    const name = this.take(/^[a-z_]+/) ?? '';
    while (this.take(/^\.[a-z_]+\([A-Za-z0-9_]+\)/) !== null);
    if (this.take(/^\{/) === null) return { name, inner: null };
    const inner = this.list();
    // Without its end the rest is left over, and the whole is malformed.
    if (this.take(/^\}/) === null) this.at -= 1;
    return { name, inner };
  }

  private take(pattern: RegExp): string | null {
    const found = pattern.exec(this.text.slice(this.at))?.[0] ?? null;
    this.at += found?.length ?? 0;
    return found;
  }
}
