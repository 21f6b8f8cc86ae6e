import { describe, expect, it } from '@jest/globals';
import { pickCandidates } from './selection.js';
import type { OfferedCandidate } from './connect-session.js';

function offered(id: string, selectable = true): OfferedCandidate {
  return {
    id,
    kind: 'page',
    platformUserId: `p-${id}`,
    accountType: 'page',
    displayName: id,
    username: null,
    avatarUrl: null,
    profileUrl: null,
    selectable,
    reason: selectable ? null : 'You may not post here.',
    credentials: null,
  };
}

const refused = expect.objectContaining({ code: 'invalid_selection' });

describe('pickCandidates', () => {
  it('no selection, one selectable among others › takes it', () => {
    expect(pickCandidates([offered('a', false), offered('b')], null).map(({ id }) => id)).toEqual(['b']);
  });

  it.each([
    ['several selectable', [offered('a'), offered('b')]],
    ['none selectable', [offered('a', false)]],
    ['nothing offered', []],
  ])('no selection, %s › is refused', (_, candidates) => {
    expect(() => pickCandidates(candidates, null)).toThrow(refused);
  });

  it('several ids, one of them twice › takes each once, in the order offered', () => {
    expect(pickCandidates([offered('a'), offered('b'), offered('c')], ['c', 'a', 'c']).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it.each([
    ['an unknown id', ['a', 'x']],
    ['one that may not be selected', ['a', 'locked']],
    ["the platform's own id", ['p-a']],
    ['nothing', []],
  ])('%s › is refused', (_, selection) => {
    expect(() => pickCandidates([offered('a'), offered('locked', false)], selection)).toThrow(refused);
  });
});
