import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { messagePage, pagePolicy, resultPage, type ShownOutcome } from './pages.js';

const nothing: ShownOutcome = { session: null, code: null, error: null, explanation: null };
const hostile = '"><script>alert(1)</script><a href=\'//evil.example\'>';

describe('the pages that a person at the browser sees', () => {
  it('the result page › of an authorization that came › shows session and code with a button to copy each', () => {
    const html = resultPage({ ...nothing, session: 's-1', code: 'c-1' });

    expect(html).toContain('<h1 class="good">Almost connected</h1>');
    expect(html).toMatch(/<code>s-1<\/code><button [^>]*aria-label="Copy session"/);
    expect(html).toMatch(/<code>c-1<\/code><button [^>]*aria-label="Copy connect code"/);
  });

  it('the result page › of a failure › shows what the code means, and no connect code', () => {
    const html = resultPage({ session: 's-1', code: 'c-1', error: 'access_denied', explanation: 'The person refused.' });

    expect(html).toContain('Not connected');
    expect(html).toContain('<p>The person refused.</p>');
    expect(html).toContain('<code>access_denied</code>');
    expect(html).not.toContain('c-1');
  });

  it.each([
    ['a code without a session', { ...nothing, code: 'c-1' }],
    ['a session without a code', { ...nothing, session: 's-1' }],
    ['nothing', nothing],
  ])('the result page › with %s in the address › has nothing to show', (_what, outcome) => {
    expect(resultPage(outcome)).toContain('<h1>Nothing to show</h1>');
  });

  it.each([
    ['session and code', { ...nothing, session: hostile, code: hostile }],
    ['error', { ...nothing, session: hostile, error: hostile }],
  ])('the result page › with markup as %s › shows it as text', (_what, outcome) => {
    const html = resultPage(outcome);

    expect(html).not.toContain('alert(1)</script>');
    expect(html).not.toContain("'//evil.example'");
    expect(html.match(/<script>/g)).toHaveLength(1);
  });

  it('the policy › of every page › allows exactly the script that stands there', () => {
    const script = /<script>([^]*?)<\/script>/.exec(resultPage({ ...nothing, session: 's-1', code: 'c-1' }))?.[1] ?? '';

    expect(pagePolicy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}';`);
    expect(pagePolicy).toContain("default-src 'none'");
    expect(messagePage('Title', 'Text')).not.toContain('<script');
  });
});
