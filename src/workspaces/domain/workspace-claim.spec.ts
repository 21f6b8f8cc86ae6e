import { describe, expect, it } from '@jest/globals';
import { rolesFromClaim } from './workspace-claim.js';

const acme = { id: 'acme', role: 'admin' };

describe('rolesFromClaim', () => {
  it.each(['owner', 'admin', 'member', 'viewer'])('the role %s › is read', (role) => {
    expect([...rolesFromClaim([{ id: 'acme', role }])]).toEqual([['acme', role]]);
  });

  it.each([undefined, null, 'acme', 7, { acme: 'admin' }, acme])('a claim that is no list (%#) › no workspace', (claim) => {
    expect(rolesFromClaim(claim).size).toBe(0);
  });

  it.each([
    null, 'beta', 7, [], {}, { id: 'beta' }, { role: 'admin' }, { id: 7, role: 'admin' }, { id: '', role: 'admin' },
    { id: 'be ta', role: 'admin' }, { id: 'b'.repeat(65), role: 'admin' }, { id: 'beta', role: 'root' }, { id: 'beta', role: 'Admin' },
    { id: 'beta', role: ['admin'] }, { id: 'beta', role: 'constructor' },
  ])('an entry that says nothing usable (%#) › is left out, the others stay', (entry) => {
    expect([...rolesFromClaim([entry, acme])]).toEqual([['acme', 'admin']]);
  });

  it('one workspace twice › the lesser role, in any order', () => {
    const twice = [{ id: 'acme', role: 'owner' }, { id: 'acme', role: 'viewer' }];

    expect(rolesFromClaim(twice).get('acme' as never)).toBe('viewer');
    expect(rolesFromClaim([...twice].reverse()).get('acme' as never)).toBe('viewer');
  });

  it('more entries than anybody has › only the first thousand are read', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => ({ id: `w${index}`, role: 'viewer' }));

    expect(rolesFromClaim(many).size).toBe(1_000);
  });
});
