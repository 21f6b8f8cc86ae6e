import { z } from 'zod';

const text = z.string().min(1);

/** `GET /2/users/me`. A partial failure is a 200 with `errors` and perhaps no `data`. */
export const me = z.object({
  data: z.object({
    id: text,
    username: text,
    name: z.string().nullish(),
    profile_image_url: z.string().nullish(),
  }),
});

/** An error of the API (RFC 7807), or of its older form with codes in a list. */
export const problem = z.object({
  title: z.string().nullish(),
  type: z.string().nullish(),
  detail: z.string().nullish(),
  reason: z.string().nullish(),
  errors: z.array(z.object({ code: z.number().int().nullish(), message: z.string().nullish() })).nullish(),
});

export type Problem = z.infer<typeof problem>;

/** An error of the OAuth endpoints (RFC 6749, 5.2). */
export const oauthError = z.object({ error: text, error_description: z.string().nullish() });
