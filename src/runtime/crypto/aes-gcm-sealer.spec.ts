import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SealContext } from '../../kernel/ports/sealer.js';
import { Secret } from '../../kernel/secret.js';
import type { SealingKey } from '../config/config.js';
import { AesGcmSealer } from './aes-gcm-sealer.js';

const key = (kid: string): SealingKey => ({ kid, key: Secret.of(randomBytes(32).toString('base64')) });
const context: SealContext = { purpose: 'grant.tokens', record: 'r1', owner: 'acme' };
const reveal = (secret: Secret): string => secret.use((text) => text);

const text = fc.string({ unit: 'binary' });
const contexts = fc.record({ purpose: text, record: text, owner: text });

describe('AesGcmSealer', () => {
  const old = key('old');
  const current = key('new');
  const sealer = new AesGcmSealer([current, old]);

  it('any text in any context › opens to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), contexts, (plain, place) => {
        expect(reveal(sealer.open(sealer.seal(Secret.of(plain), place), place))).toBe(plain);
      }),
    );
  });

  it('any two different contexts › do not open what the other sealed', () => {
    fc.assert(
      fc.property(contexts, contexts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(() => sealer.open(sealer.seal(Secret.of('x'), one), other)).toThrow();
      }),
    );
  });

  it('letters moved from one part of the context to the next › do not open', () => {
    const sealed = sealer.seal(Secret.of('x'), { purpose: 'a', record: 'bc', owner: 'd' });
    expect(() => sealer.open(sealed, { purpose: 'ab', record: 'c', owner: 'd' })).toThrow();
    expect(() => sealer.open(sealed, { purpose: 'a', record: 'b', owner: 'cd' })).toThrow();
  });

  it('any flipped bit › does not open', () => {
    const sealed = sealer.seal(Secret.of('some token'), context);
    const [version, kid, iv = '', body = ''] = sealed.split('.');
    const flipped = (part: string, bit: number): string => {
      const bytes = Buffer.from(part, 'base64url');
      const at = Math.floor(bit / 8) % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
      return bytes.toString('base64url');
    };
    fc.assert(
      fc.property(fc.nat(8 * 12 - 1), fc.nat(8 * 26 - 1), (inIv, inBody) => {
        expect(() => sealer.open([version, kid, flipped(iv, inIv), body].join('.'), context)).toThrow();
        expect(() => sealer.open([version, kid, iv, flipped(body, inBody)].join('.'), context)).toThrow();
      }),
    );
  });

  it('a shortened tag › does not open', () => {
    const [version, kid, iv, body = ''] = sealer.seal(Secret.of('some token'), context).split('.');
    const short = Buffer.from(body, 'base64url').subarray(0, -4).toString('base64url');
    expect(() => sealer.open([version, kid, iv, short].join('.'), context)).toThrow();
  });

  it('the first key › encrypts under its id, and every key of the ring decrypts', () => {
    expect(sealer.seal(Secret.of('x'), context)).toMatch(/^v1\.new\.[\w-]{16}\.[\w-]+$/);
    const before = new AesGcmSealer([old]).seal(Secret.of('kept'), context);
    expect(reveal(sealer.open(before, context))).toBe('kept');
  });

  it('a key that is not in the ring, or another key of its name › does not open', () => {
    const sealed = new AesGcmSealer([key('gone')]).seal(Secret.of('x'), context);
    expect(() => sealer.open(sealed, context)).toThrow('not in the ring');
    const impostor = new AesGcmSealer([key('new')]);
    expect(() => impostor.open(sealer.seal(Secret.of('x'), context), context)).toThrow();
  });

  it('a renamed key id › does not open, even when both ids stand for one key', () => {
    const twins = new AesGcmSealer([
      { kid: 'a', key: current.key },
      { kid: 'b', key: current.key },
    ]);
    expect(() => twins.open(twins.seal(Secret.of('x'), context).replace('v1.a.', 'v1.b.'), context)).toThrow();
  });

  it.each(['', 'v1', 'v2.new.AAAAAAAAAAAAAAAA.AAAA', 'v1.new.AAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'plain text', 'v1.new..'])(
    'what is no ciphertext (%j) › is refused without quoting it',
    (sealed) => {
      expect(() => sealer.open(sealed, context)).toThrow('not a ciphertext of ours');
    },
  );

  it('the same text twice › gives two ciphertexts, neither of which holds it', () => {
    const [one, two] = [sealer.seal(Secret.of('plain-token'), context), sealer.seal(Secret.of('plain-token'), context)];
    expect(one).not.toBe(two);
    expect(one).not.toContain(Buffer.from('plain-token').toString('base64url'));
  });

  it('an empty ring › seals nothing', () => {
    expect(() => new AesGcmSealer([]).seal(Secret.of('x'), context)).toThrow();
  });
});
