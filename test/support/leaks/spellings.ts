/** One way to write a secret, or a part of it that nothing else holds. */
export interface Spelling {
  readonly text: string;
  readonly how: 'as it is' | 'percent-encoded' | 'as JSON' | 'as base64' | 'as hex';
}

/** A beginning or an end of this length gives a secret away as well as the whole. */
const partLength = 24;

/** How a secret would look in a log, an answer or a column, also cut short, or in the middle of something encoded. */
export function spellingsOf(secret: string): readonly Spelling[] {
  return partsOf(secret).flatMap((part) => [
    { text: part, how: 'as it is' },
    { text: urlSafe(part), how: 'as base64' },
    { text: encodeURIComponent(part), how: 'percent-encoded' },
    { text: new URLSearchParams([['', part]]).toString().slice(1), how: 'percent-encoded' },
    { text: JSON.stringify(part).slice(1, -1), how: 'as JSON' },
    ...inBase64(part).flatMap((text): Spelling[] => [
      { text, how: 'as base64' },
      { text: urlSafe(text), how: 'as base64' },
    ]),
    { text: Buffer.from(part).toString('hex'), how: 'as hex' },
    { text: Buffer.from(part).toString('hex').toUpperCase(), how: 'as hex' },
  ]);
}

function partsOf(secret: string): readonly string[] {
  const telling = tellingPartOf(secret);
  if (telling.length <= partLength) return [telling];
  return [telling.slice(0, partLength), telling.slice(-partLength)];
}

/**
 * All tokens of a kind of JWT begin alike, so there the signature stands for the whole. What an app writes itself as a token begins with
 * its id, which is public (`{client-id}|{client-secret}`).
 */
function tellingPartOf(secret: string): string {
  const signature = /^(?:\w+ )?eyJ[\w-]+\.[\w-]+\.([\w-]+)$/.exec(secret)?.[1];
  return signature ?? /^(?:\w+ )?[\w-]+\|([^|]{8,})$/.exec(secret)?.[1] ?? secret;
}

/** What can be told of the base64 of something that holds the part, by where in a group of three bytes the part begins. */
function inBase64(part: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(part)]);
    return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
