import { describe, expect, it } from '@jest/globals';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { errorsOf, readingOf, sampleOf, scriptedProvider } from '../../../../test/support/provider-spec.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';
import { youtube } from './youtube.provider.js';

const fixture = <T>(name: string): T => sampleOf('youtube', name);
const { rows, numbers, answerOf } = errorsOf('youtube');

const id = 'UC_x5XG1OV2P6uZZ5FSM9Ttw';
const one: ScriptedAnswer = { body: fixture('channels') };
const none: ScriptedAnswer = { body: fixture('channels-none') };
const tokens = aTokenSet({ accessToken: Secret.of('ya29.1'), refreshToken: Secret.of('1//1') });

function page(ids: readonly string[], nextPageToken?: string): ScriptedAnswer {
  return { body: { kind: 'youtube#channelListResponse', nextPageToken, items: ids.map((each) => ({ id: each, snippet: { title: each } })) } };
}

function youtubeProvider(...script: readonly ScriptedAnswer[]) {
  const scripted = scriptedProvider(youtube, ...script);
  const { provider } = scripted;
  const probe = () => provider.probe({ platformUserId: id, tokens, credentials: null });
  return { ...scripted, probe };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it.each(rows)('row $row at $step: $status means $kind', (row) => {
    expect(readingOf(youtube, row).kind).toBe(row.kind);
  });

  it.each([
    ['2026-11-23T12:00:00.000Z', 20 * 3600],
    ['2026-07-01T06:59:30.000Z', 30],
    ['2026-11-23T08:00:00.000Z', 24 * 3600],
  ])('a quota that is used up at %s › waits %i seconds, until midnight in California', (at, seconds) => {
    const { body, status = 0 } = answerOf(3);
    expect(readingOf(youtube, { step: 'probe', status, body }, {}, new Date(at)).retryAfterSeconds).toBe(seconds);
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>authError</html>' }, 'invalid_response'],
    ['a page with status 200', { body: '<html>' }, 'invalid_response'],
    ['an empty body', { status: 401 }, 'invalid_response'],
    ['a truncated body', { body: '{"kind":"youtube#channelListRe' }, 'invalid_response'],
    ['another shape', { body: { items: [{ channel: id }] } }, 'invalid_response'],
    ['an empty object', { body: {} }, 'invalid_response'],
    ['an error inside a 200', { body: { error: { code: 401, message: 'x' } } }, 'invalid_response'],
    ['a list', { status: 401, body: [{ error: { status: 'UNAUTHENTICATED' } }] }, 'rejected'],
    ['an unknown reason', { status: 403, body: { error: { message: 'authError', errors: [{ reason: 'news' }] } } }, 'rejected'],
    ['an outage with a reason inside', { status: 502, body: { error: { status: 'UNAUTHENTICATED' } } }, 'unavailable'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(youtubeProvider(answer).provider.identify(tokens)).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('identify and listCandidates', () => {
  it('read the channel of the documented sample', async () => {
    const { provider, http } = youtubeProvider(one, one);
    const identity = await provider.identify(tokens);
    const shown = { displayName: 'My Channel', username: '@mychannel', avatarUrl: 'https://yt3.ggpht.com/high', profileUrl: `https://www.youtube.com/channel/${id}` };
    expect(identity).toEqual({ subject: id, ...shown });
    expect(await provider.listCandidates(tokens, identity)).toEqual([
      { kind: 'channel', platformUserId: id, accountType: 'channel', ...shown, selectable: true, reason: null, credentials: null },
    ]);
    expect(http.sent[0]).toMatchObject({
      url: 'https://www.googleapis.com/youtube/v3/channels',
      query: { part: 'id,snippet', mine: 'true', maxResults: '50' },
      headers: { authorization: 'Bearer ya29.1' },
    });
  });

  it('read every page, and each channel once', async () => {
    const { provider, http } = youtubeProvider(page(['UC3', 'UC1'], 'next'), page(['UC2', 'UC1'], ''));
    const found = await provider.listCandidates(tokens, { subject: 'UC1', displayName: '', username: null, avatarUrl: null, profileUrl: null });
    expect(found.map(({ platformUserId }) => platformUserId)).toEqual(['UC1', 'UC2', 'UC3']);
    expect(http.sent[1]?.query).toMatchObject({ pageToken: 'next' });
  });

  it('of a list that never ends › give up', async () => {
    const { provider, http } = youtubeProvider(...Array.from({ length: 60 }, () => page(['UC1'], 'again')));
    await expect(provider.identify(tokens)).rejects.toMatchObject({ kind: 'invalid_response' });
    expect(http.sent).toHaveLength(40);
  });

  it.each([['items that are absent', none], ['the refusal of row 1', answerOf(1)]])('of a person without a channel (%s) › say so', async (_, answer) => {
    await expect(youtubeProvider(answer).provider.identify(tokens)).rejects.toMatchObject({ kind: 'no_connectable_account', step: 'identify' });
  });
});

describe('probe', () => {
  it('is healthy when the channel is among the person’s, for one unit', async () => {
    const { probe, http } = youtubeProvider(page(['UC1', id]));
    expect(await probe()).toEqual({ verdict: 'healthy' });
    expect(http.sent.map(({ query }) => query)).toEqual([{ part: 'id', mine: 'true', maxResults: '50' }]);
  });

  it.each<[string, readonly ScriptedAnswer[], object]>([
    ['is not the person’s any more', [page(['UC1']), page([id])], { verdict: 'broken', reason: 'role_lost' }],
    ['is gone', [none, none], { verdict: 'broken', reason: 'account_gone' }],
    ['is gone, said as an error', [answerOf(1), none], { verdict: 'broken', reason: 'account_gone' }],
    ['cannot be asked for', [none, answerOf(9)], { verdict: 'inconclusive', cause: 'unavailable', retryAfterSeconds: null }],
    ['is suspended', [answerOf(6)], { verdict: 'restricted' }],
    ['is another’s to manage', [answerOf(7)], { verdict: 'broken', reason: 'role_lost' }],
    ['has an expired token', [answerOf(10)], { verdict: 'expired' }],
    ['lost a scope', [answerOf(2)], { verdict: 'missing-scopes', scopes: [] }],
  ])('of a channel that %s', async (_, script, verdict) => {
    expect(await youtubeProvider(...script).probe()).toEqual(verdict);
  });
});

describe('giving the authorization back', () => {
  it.each<[string, ScriptedAnswer]>([['200', { body: {} }], ['a token that is dead already', { status: 400, body: { error: 'invalid_token' } }]])('%s › is success', async (_, answer) => {
    const { provider, http } = youtubeProvider(answer);
    await provider.revoke(tokens);
    expect(http.sent).toMatchObject([{ url: 'https://oauth2.googleapis.com/revoke', form: { token: '1//1' } }]);
  });

  it('an outage › is none', async () => {
    await expect(youtubeProvider({ status: 503 }).provider.revoke(tokens)).rejects.toMatchObject({ kind: 'unavailable', step: 'revoke' });
  });
});
