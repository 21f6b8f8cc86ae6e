/** Text that is HTML already. Made by the `html` tag only, which escapes everything else put into it. */
export class Markup {
  constructor(readonly source: string) {}
}

type Piece = Markup | string | number | null | readonly (Markup | string)[];

/** Builds HTML; values are escaped unless they are markup themselves, and `null` is left out. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + part + (index < values.length ? render(values[index] ?? null) : ''), ''));
}

function render(value: Piece): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.source;
  if (typeof value === 'object') return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
