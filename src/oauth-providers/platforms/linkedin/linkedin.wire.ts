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
