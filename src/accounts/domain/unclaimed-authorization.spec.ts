import { describe, expect, it } from '@jest/globals';
import { asId } from '../../kernel/ids.js';
import { aTokenSet } from '../../../test/fakes/provider.fake.js';
import { isGivenUp, nextTry, unclaimed } from './unclaimed-authorization.js';

const at = new Date('2026-11-24T12:00:00Z');
const after = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);

describe('an authorization whose person is not known yet', () => {
  const one = unclaimed({ id: asId('u'), platform: asId('fake'), tokens: aTokenSet(), beganAt: at, obtainedAt: after(1) });

  it('that has just come › is asked about again only after a minute', () => {
    expect(one).toMatchObject({ attempts: 1, nextTryAt: after(61) });
  });

  it.each([[1, 120], [2, 240], [3, 480], [4, 900], [50, 900]])('after %i attempts › the next is %i seconds later', (attempts, seconds) => {
    expect(nextTry(attempts, at)).toEqual(after(seconds));
  });

  it('is given up a day after it came, not before', () => {
    expect([isGivenUp(one, after(86_400)), isGivenUp(one, after(86_401))]).toEqual([false, true]);
  });
});
