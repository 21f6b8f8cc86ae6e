import { describe, expect, it } from '@jest/globals';
import { isAllowedReturnUrl, withOutcome } from './return-url.js';

const allowed = ['https://app.example/connected', 'http://localhost:5173/done'];

describe('isAllowedReturnUrl', () => {
  it.each(['https://app.example/connected', 'https://app.example:443/connected', 'https://APP.example/connected?tab=1', 'http://localhost:5173/done'])(
    'a url of the list, %s › is allowed',
    (url) => {
      expect(isAllowedReturnUrl(url, allowed)).toBe(true);
    },
  );

  it.each([
    'http://app.example/connected',
    'https://app.example/connected/',
    'https://app.example/Connected',
    'https://app.example/connected/../admin',
    'https://app.example:8443/connected',
    'https://app.example.evil.test/connected',
    'https://app.example@evil.test/connected',
    'https://me:secret@app.example/connected',
    'https://app.example/connected#',
    'https://app.example/connected#connect_code=1',
    'javascript:alert(1)',
    '//app.example/connected',
    '/connected',
    '',
  ])('another place, %s › is refused', (url) => {
    expect(isAllowedReturnUrl(url, allowed)).toBe(false);
  });
});

describe('withOutcome', () => {
  it('a url with a query › keeps it and adds the outcome', () => {
    expect(withOutcome('https://app.example/c?tab=1', { connect_session: 's', connect_code: 'k' })).toBe(
      'https://app.example/c?tab=1&connect_session=s&connect_code=k',
    );
  });

  it('a url that already carries an outcome › is overwritten, whichever outcome it pretends', () => {
    const planted = 'https://app.example/c?connect_session=old&connect_code=planted&connect_x=1&error=planted&tab=1';
    expect(withOutcome(planted, { connect_session: 's', error: 'access_denied' })).toBe(
      'https://app.example/c?tab=1&connect_session=s&error=access_denied',
    );
  });
});
