import { z } from 'zod';

/** `GET /me`; the id is a text here, unlike the number that comes with the token, which is beyond what a double holds. */
export const me = z.object({
  id: z.string().min(1),
  username: z.string().nullish(),
  name: z.string().nullish(),
  threads_profile_picture_url: z.string().nullish(),
});

export type Profile = z.infer<typeof me>;

/** An error in the form of Instagram's host that exchanges codes, which Threads may use as well. */
export const tokenHostError = z.object({ error_type: z.string(), error_message: z.string() });
