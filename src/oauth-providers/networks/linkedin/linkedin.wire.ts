import { z } from 'zod';

/** An error of the API. `code` is sometimes missing, `serviceErrorCode` too. */
export const apiError = z.object({
  serviceErrorCode: z.number().int().nullish(),
  code: z.string().nullish(),
  message: z.string().nullish(),
});

export type ApiError = z.infer<typeof apiError>;

/** An error of the OAuth endpoints (RFC 6749, 5.2). */
export const oauthError = z.object({
  error: z.string().min(1),
  error_description: z.string().nullish(),
});
