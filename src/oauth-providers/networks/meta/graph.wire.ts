import { z } from 'zod';

/** An error of the Graph API, on graph.facebook.com as on graph.instagram.com and graph.threads.net. */
export const graphErrorBody = z.object({
  error: z.object({
    code: z.number().int(),
    error_subcode: z.number().int().nullish(),
    message: z.string().nullish(),
    is_transient: z.boolean().nullish(),
  }),
});

export type GraphError = z.infer<typeof graphErrorBody>['error'];

/** `X-Business-Use-Case-Usage`: by the id of the business, page or account; times are in minutes. */
export const businessUseCaseUsage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().nonnegative().nullish() })),
);
