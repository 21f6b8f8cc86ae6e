import { z } from 'zod';

const text = z.string().min(1);

/** `GET /v2/userinfo`: of the person's facts only the subject is always there. */
export const userInfo = z.object({
  sub: text,
  name: text.nullish(),
  given_name: text.nullish(),
  family_name: text.nullish(),
  picture: text.nullish(),
});

export type UserInfo = z.infer<typeof userInfo>;

/** An error of the API. `code` is sometimes missing, `serviceErrorCode` too. */
export const apiError = z.object({
  serviceErrorCode: z.number().int().nullish(),
  code: z.string().nullish(),
  message: z.string().nullish(),
});

export type ApiError = z.infer<typeof apiError>;

/** An error of the OAuth endpoints (RFC 6749, 5.2). */
export const oauthError = z.object({
  error: text,
  error_description: z.string().nullish(),
});
