import { z } from 'zod';

const text = z.string().min(1);

/** `GET /v5/user_account`. Ids have 64 bits: they are texts. */
export const userAccount = z.object({
  id: text,
  username: text,
  account_type: z.string().nullish(),
  business_name: z.string().nullish(),
  profile_image: z.string().nullish(),
});

export type UserAccount = z.infer<typeof userAccount>;

/** An error; `code` is Pinterest's own number, not the status. */
export const apiError = z.object({ code: z.number().int(), message: z.string().nullish() });

export type ApiError = z.infer<typeof apiError>;
