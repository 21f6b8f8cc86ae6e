import { z } from 'zod';

const text = z.string().min(1);

/** Success carries an error as well, whose code is `ok`. */
const success = z.object({ code: z.literal('ok') });

/** `GET /v2/user/info/`: what `fields` asked for, as far as the person has it. */
export const userInfo = z.object({
  data: z.object({
    user: z.object({
      open_id: text,
      display_name: z.string().nullish(),
      avatar_url: z.string().nullish(),
      avatar_large_url: z.string().nullish(),
      username: z.string().nullish(),
      profile_deep_link: z.string().nullish(),
    }),
  }),
  error: success,
});

export type User = z.infer<typeof userInfo>['data']['user'];

/** `POST /v2/post/publish/creator_info/query/`: of interest is only that it is answered. */
export const creatorInfo = z.object({ error: success });

/** An error of the API; `data` may stand beside it, empty. */
export const apiError = z.object({ error: z.object({ code: text }) });

/** An error of the OAuth endpoints: here `error` is a text. */
export const oauthError = z.object({ error: text, error_description: z.string().nullish() });
