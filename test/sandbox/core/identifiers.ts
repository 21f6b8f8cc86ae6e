import { createHash, randomBytes } from 'node:crypto';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A fresh unguessable string of letters and digits behind a prefix; `length` counts both. */
export function randomToken(prefix: string, length: number): string {
  return prefix + spell(randomBytes(length - prefix.length), LETTERS_AND_DIGITS);
}

/** An id that is always the same for the same seed, such as a persona's subject on a platform. */
export function stableId(seed: string, length: number, alphabet: string = LETTERS_AND_DIGITS): string {
  return spell(createHash('sha512').update(seed).digest().subarray(0, length), alphabet);
}

function spell(bytes: Buffer, alphabet: string): string {
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
}
