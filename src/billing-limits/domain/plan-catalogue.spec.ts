import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasRoom, limitOf, planCatalogue, remainingOf, smallestPlanFor } from './plan-catalogue.js';

const count = fc.integer({ min: 0, max: 1_000 });
const plan = fc.constantFrom(...planCatalogue.map((entry) => entry.plan), null);

describe('limitOf', () => {
  it.each([['starter', 5], ['plus', 10], ['pro', 30], ['max', 100], [null, 0]] as const)('%s in the cloud › %s', (key, limit) => {
    expect(limitOf(key, 'cloud')).toBe(limit);
  });

  it('any plan, self-hosted › no limit', () => {
    fc.assert(fc.property(plan, (key) => limitOf(key, 'self_hosted') === null));
  });

  it('a plan that this release does not know › holds nothing', () => {
    expect(limitOf('gold' as never, 'cloud')).toBe(0);
  });
});

describe('hasRoom', () => {
  it.each([
    [5, 4, 1, true],
    [5, 5, 1, false],
    [5, 3, 2, true],
    [5, 3, 3, false],
    [0, 0, 1, false],
    [null, 1_000, 1_000, true],
  ])('limit %s, used %s, requested %s › %s', (limit, used, requested, verdict) => {
    expect(hasRoom(limit, used, requested)).toBe(verdict);
  });

  it('over the limit, nothing requested › room', () => {
    expect(hasRoom(5, 9, 0)).toBe(true);
  });

  it('where more fit › fewer fit too', () => {
    fc.assert(
      fc.property(count, count, count, count, (limit, used, requested, fewer) => {
        fc.pre(fewer <= requested && hasRoom(limit, used, requested));
        return hasRoom(limit, used, fewer);
      }),
    );
  });

  it('a larger limit or fewer accounts › never take room away', () => {
    fc.assert(
      fc.property(count, count, count, count, count, (limit, used, requested, raised, fewer) => {
        fc.pre(hasRoom(limit, used, requested));
        return hasRoom(limit + raised, Math.max(0, used - fewer), requested);
      }),
    );
  });

  it('exactly what remains › is what fits', () => {
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 200 }), (limit, used, requested) => {
        return hasRoom(limit, used, requested) === (requested <= (remainingOf(limit, used) ?? Infinity));
      }),
    );
  });
});

describe('remainingOf', () => {
  it('over the limit › 0, never negative', () => {
    expect(remainingOf(5, 8)).toBe(0);
  });

  it('below the limit › the difference', () => {
    expect(remainingOf(5, 3)).toBe(2);
  });

  it('no limit › null', () => {
    expect(remainingOf(null, 3)).toBeNull();
  });
});

describe('smallestPlanFor', () => {
  it.each([[1, 'starter'], [5, 'starter'], [6, 'plus'], [10, 'plus'], [11, 'pro'], [30, 'pro'], [31, 'max'], [100, 'max']])(
    '%s accounts › %s',
    (accounts, key) => {
      expect(smallestPlanFor(accounts)?.plan).toBe(key);
    },
  );

  it('more than any plan holds › none', () => {
    expect(smallestPlanFor(101)).toBeNull();
  });

  it('any number › the plan holds it and no smaller plan does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (accounts) => {
        const chosen = smallestPlanFor(accounts);
        const smaller = planCatalogue.filter((entry) => entry.limit < (chosen?.limit ?? 0));
        return chosen !== null && chosen.limit >= accounts && smaller.every((entry) => entry.limit < accounts);
      }),
    );
  });
});
