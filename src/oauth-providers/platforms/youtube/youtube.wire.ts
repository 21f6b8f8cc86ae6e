import { z } from 'zod';

const text = z.string().min(1);

const thumbnail = z.object({ url: z.string().nullish() }).nullish();

const channel = z.object({
  id: text,
  snippet: z
    .object({
      title: z.string().nullish(),
      customUrl: z.string().nullish(),
      thumbnails: z.object({ default: thumbnail, medium: thumbnail, high: thumbnail }).nullish(),
    })
    .nullish(),
});

export type Channel = z.infer<typeof channel>;

/** `GET /youtube/v3/channels`. Without any channel `items` is absent; `kind` tells that from an answer of another shape. */
export const channelList = z.object({
  kind: z.literal('youtube#channelListResponse'),
  nextPageToken: z.string().nullish(),
  items: z.array(channel).nullish(),
});

const reasons = z.array(z.object({ reason: z.string().nullish() })).nullish();

/** An error of the API: the reasons stand in one or both of two lists. */
export const apiError = z.object({
  error: z.object({ errors: reasons, details: reasons, status: z.string().nullish() }),
});

/** An error of the OAuth endpoints (RFC 6749, 5.2). */
export const oauthError = z.object({ error: text });
