import { describe, expect, it } from '@jest/globals';
import { LeakFound, LeakWatch } from './leak-watch.js';

const marked = 'marked-Secret/with+odd=characters-0123456789';
const jwt = (claims: string, signature: string): string => `eyJhbGciOiJub25lIn0.${Buffer.from(claims).toString('base64url')}.${signature.repeat(12)}`;

function outcomeOf(watch: LeakWatch): string {
  try {
    watch.check();
    return 'nothing';
  } catch (error) {
    if (error instanceof LeakFound) return error.message;
    throw error;
  }
}

function toldAbout(secret: string, text: string): string {
  const watch = new LeakWatch();
  watch.knows('planted', secret);
  watch.saw('the log', text);
  return outcomeOf(watch);
}

describe('LeakWatch', () => {
  describe('a secret in a text', () => {
    it.each([
      ['as it is', marked],
      ['as it is', `cut short: ${marked.slice(0, 30)}…`],
      ['as it is', `only its end: ${marked.slice(-24)}`],
      ['as JSON', JSON.stringify({ note: 'quoted"marked"secret' })],
      ['percent-encoded', `?value=${encodeURIComponent(marked)}`],
      ['percent-encoded', new URLSearchParams({ value: 'two words & a marked secret' }).toString()],
      ['as base64', Buffer.from(marked).toString('base64')],
      ['as base64', Buffer.from(`i${marked}`).toString('base64')],
      ['as base64', Buffer.from(`id${marked}~~`).toString('base64')],
      ['as base64', Buffer.from(`id:${marked}`).toString('base64url')],
      ['as base64', `in the alphabet for URLs: ${marked.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`],
      ['as hex', `\\x${Buffer.from(marked).toString('hex')}`],
      ['as hex', Buffer.from(marked).toString('hex').toUpperCase()],
    ])('written %s (%#) › is found and not told', (how, text) => {
      const secret = text.includes('quoted') ? 'quoted"marked"secret' : text.includes('two') ? 'two words & a marked secret' : marked;
      const told = toldAbout(secret, `before ${text} after`);
      expect(told).toContain(`planted, ${how}, in the log: …`);
      expect(told).not.toMatch(/marked|odd=|6d61726b/i);
    });

    it('beside others › is found wherever it stands, and told once for each place', () => {
      const watch = new LeakWatch();
      for (let count = 0; count < 500; count += 1) watch.knows('other', `other-secret-number-${String(count)}`);
      watch.knows('planted', marked);
      watch.saw('a log', `${'x'.repeat(100_000)}${marked}`);
      watch.saw('a column', `${marked}\n${marked}`);
      expect(outcomeOf(watch).match(/planted/g)).toHaveLength(2);
    });

    it('after letters beyond ASCII › is found', () => {
      expect(toldAbout(marked, `“ünï\u{1F511}—${marked}`)).toContain('planted, as it is');
    });
  });

  describe('what is no secret', () => {
    it('a digest of it, or less than a third of it › is not found', () => {
      expect(toldAbout(marked, `kept as 6b86b273ff34fce19d6b804eff5a3f5747ada4ea, hint ${marked.slice(-4)}, ${marked.slice(0, 20)}`)).toBe('nothing');
    });

    it('another token that begins alike › is not found', () => {
      expect(toldAbout(jwt('{"sub":"ada"}', 'abc'), jwt('{"sub":"ada"}', 'xyz'))).toBe('nothing');
      expect(toldAbout(jwt('{"sub":"ada"}', 'abc'), jwt('{"sub":"ada"}', 'abc'))).toContain('planted');
    });

    it.each(['short', 'https://service.test/v1/connect/result', '{"accessToken":"a"}', '        '])('%j › is not looked for', (value) => {
      expect(toldAbout(value, `before ${value} after`)).toBe('nothing');
    });
  });

  describe('after a check', () => {
    it('what was searched is forgotten, and the secrets are not', () => {
      const watch = new LeakWatch();
      watch.knows('planted', marked);
      watch.saw('the log', marked);
      expect(outcomeOf(watch)).toContain('planted');
      expect(outcomeOf(watch)).toBe('nothing');
      watch.saw('the log', marked);
      expect(outcomeOf(watch)).toContain('planted');
    });
  });
});
