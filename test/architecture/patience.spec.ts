import { describe, expect, it } from '@jest/globals';
import { authorizationPatienceMs } from '../../src/accounts/application/authorization-patience.js';
import { defaultLimits } from '../../src/runtime/http/outbound/undici-outbound-http.js';
import { closingPatienceMs, connectionPatienceMs, noticeMs, processPatienceMs, queryPatienceMs } from '../../src/runtime/patience.js';

describe('how long each waits for the next', () => {
  const query = connectionPatienceMs + queryPatienceMs;

  it('a shutdown › waits longer than the slowest callback: the state used up, the platform asked, the outcome written', () => {
    expect(closingPatienceMs).toBeGreaterThan(query + authorizationPatienceMs + query);
  });

  it('a process that stops › is cut off only after its requests were', () => {
    expect(processPatienceMs).toBeGreaterThan(noticeMs + closingPatienceMs);
  });

  it('one call to a platform › ends before the whole callback gives up', () => {
    expect(authorizationPatienceMs).toBeGreaterThan(defaultLimits.totalTimeoutMs);
  });
});
