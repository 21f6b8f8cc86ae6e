import { z } from 'zod';

/** Ids have 64 bits and come as texts or as numbers; a number that a double cannot hold has become a text on the way. */
const id = z.union([z.string().min(1), z.number().int().positive().transform(String)]);

const account = z.object({
  id,
  user_id: id.nullish(),
  username: z.string().min(1),
  name: z.string().nullish(),
  account_type: z.string().nullish(),
  profile_picture_url: z.string().nullish(),
});

export type Account = z.infer<typeof account>;

/** `GET /me`; the documents print it inside of a list, live answers are flat. */
export const me = z.union([account, z.object({ data: z.tuple([account]).rest(z.unknown()) }).transform(({ data }) => data[0])]);

/** An error of the host that exchanges codes: flat, unlike those of the graph. */
export const tokenHostError = z.object({ error_type: z.string(), error_message: z.string() });
