import { ProviderError } from '../../ports/provider-error.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import type { TokenBody } from '../../protocol/token-response.js';

/** A token can be unknown to a part of LinkedIn for some seconds after it was issued (milliseconds to wait). */
export const waitsAfterIssuance: readonly number[] = [1_000, 4_000];

/** The documented sample prints minutes (525600) where real answers give seconds: so small a number is not believed. */
export function withoutDoubtfulExpiry(body: TokenBody): TokenBody {
  const { refresh_token_expires_in: seconds, ...rest } = body;
  return Number(seconds) >= 1_000_000 ? body : rest;
}

/** Repeats a read that failed with one of these codes, once after each of the waits (milliseconds). */
export async function patiently<T>(
  context: ProviderContext,
  waits: readonly number[],
  codes: readonly string[],
  read: () => Promise<T>,
): Promise<T> {
  for (const wait of waits) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ProviderError) || !codes.includes(error.platformCode ?? '')) throw error;
      await context.timer.sleep(wait);
    }
  }
  return read();
}
