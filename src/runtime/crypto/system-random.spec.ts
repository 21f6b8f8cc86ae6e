import { describe, expect, it } from '@jest/globals';
import { Clock } from '../../kernel/ports/clock.js';
import { isUuid } from '../../kernel/ids.js';
import { Secret } from '../../kernel/secret.js';
import { Sha256Digest } from './sha256-digest.js';
import { SystemRandom } from './system-random.js';

class HandClock extends Clock {
  constructor(public milliseconds: number) {
    super();
  }

  override now(): Date {
    return new Date(this.milliseconds);
  }
}

describe('SystemRandom', () => {
  it('uuids › are UUIDv7 of the clock', () => {
    const id = new SystemRandom(new HandClock(0x0123456789ab)).uuid();
    expect([isUuid(id), id.slice(0, 15)]).toEqual([true, '01234567-89ab-7']);
  });

  it('uuids within a millisecond, later ones, and ones after the clock went back › sort in the order in which they were made', () => {
    const clock = new HandClock(Date.UTC(2026, 0, 1));
    const random = new SystemRandom(clock);
    const many = (): string[] => Array.from({ length: 5_000 }, () => random.uuid());
    const ids = [...many()];
    clock.milliseconds += 1;
    ids.push(...many());
    clock.milliseconds -= 60_000;
    ids.push(...many());
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('two processes at the same moment › make different uuids', () => {
    const clock = new HandClock(Date.UTC(2026, 0, 1));
    expect(new SystemRandom(clock).uuid()).not.toBe(new SystemRandom(clock).uuid());
  });

  it('tokens › are 256 bits in base64url, each another', () => {
    const random = new SystemRandom(new HandClock(0));
    const [one, two] = [random.token(), random.token()].map((token) => token.use((text) => text));
    expect(one).toMatch(/^[\w-]{43}$/);
    expect(one).not.toBe(two);
  });
});

describe('Sha256Digest', () => {
  it('a text or a secret › is the known hash in lower-case hex', () => {
    const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(new Sha256Digest().sha256('abc')).toBe(known);
    expect(new Sha256Digest().sha256(Secret.of('abc'))).toBe(known);
  });

  // RFC 4231, test case 2.
  it('a keyed hash › is the known one, and as secret as its key', () => {
    const proof = new Sha256Digest().hmacSha256(Secret.of('Jefe'), Secret.of('what do ya want for nothing?'));
    expect(String(proof)).toBe('[redacted]');
    expect(proof.use((value) => value)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });
});
