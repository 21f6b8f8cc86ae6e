import { isInteger, isSafeNumber, parse, parseNumberAndBigInt } from 'lossless-json';
import { Secret } from '../../../kernel/secret.js';

/** JSON with integers beyond 2^53 as strings (platforms use such ids); `undefined` when the text is not JSON. */
export function readJson(text: string): unknown {
  try {
    return parse(text, null, { parseNumber: readNumber, onDuplicateKey: ({ newValue }) => newValue });
  } catch {
    return undefined;
  }
}

function readNumber(text: string): number | string {
  if (isInteger(text) && !isSafeNumber(text)) return String(parseNumberAndBigInt(text));
  return Number(text);
}

/** JSON with `Secret`s revealed: what goes out in a request, and nowhere else. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, function reveal(this: Record<string, unknown>, key: string, printed: unknown) {
    const own = this[key];
    return own instanceof Secret ? own.use((text) => text) : printed;
  });
}
