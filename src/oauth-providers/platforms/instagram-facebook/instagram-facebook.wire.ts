import { z } from 'zod';
import { graphId, graphPage } from '../../networks/meta/graph.wire.js';

const account = z.object({
  id: graphId,
  username: z.string().nullish(),
  name: z.string().nullish(),
  profile_picture_url: z.string().nullish(),
});

export type InstagramAccount = z.infer<typeof account>;

/** A page with the professional account that is linked to it; the field is absent where none is. */
export const pageWithAccount = graphPage.extend({ instagram_business_account: account.nullish() });

export type PageWithAccount = z.infer<typeof pageWithAccount>;
