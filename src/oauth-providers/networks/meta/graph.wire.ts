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

/** An id as text, also where it came as a number: the outbound port has kept those beyond 2^53 as text. */
export const graphId = z.union([z.string().regex(/^\d{1,40}$/), z.number().int().nonnegative().transform(String)]);

/** Any node, of which nothing but its id was asked for. */
export const anyNode = z.object({ id: graphId });

const picture = z.object({ data: z.object({ url: z.string().nullish() }).nullish() });

/** `GET /me` with a person's token. */
export const person = z.object({ id: graphId, name: z.string().nullish(), picture: picture.nullish() });

/** `GET /me/permissions` */
export const permissions = z.object({ data: z.array(z.object({ permission: z.string(), status: z.string() })) });

/** `DELETE /{user-id}/permissions` */
export const success = z.object({ success: z.literal(true) });

/** What every question for pages asks about. The token is absent where the person has no role that gives one. */
export const graphPage = z.object({
  id: graphId,
  name: z.string().nullish(),
  access_token: z.string().min(1).nullish(),
  tasks: z.array(z.string()).nullish(),
});

export type GraphPage = z.infer<typeof graphPage>;

/** A page as it is shown. */
export const shownPage = graphPage.extend({ username: z.string().nullish(), link: z.string().nullish(), picture: picture.nullish() });

export type ShownPage = z.infer<typeof shownPage>;

/** One part of a list. There may be a next part behind one that is empty. */
export function partOf<T>(item: z.ZodType<T>) {
  return z.object({
    data: z.array(item),
    paging: z.object({ cursors: z.object({ after: z.string().nullish() }).nullish(), next: z.string().nullish() }).nullish(),
  });
}

export type Paging = z.infer<ReturnType<typeof partOf>>['paging'];

/** `GET /debug_token`. Times are seconds since 1970; 0 is never. */
export const tokenInspection = z.object({
  data: z.object({
    is_valid: z.boolean(),
    app_id: z.union([z.string(), z.number().transform(String)]).nullish(),
    expires_at: z.number().nonnegative().nullish(),
    data_access_expires_at: z.number().nonnegative().nullish(),
    scopes: z.array(z.string()).nullish(),
    /** A scope without targets is granted for everything. */
    granular_scopes: z.array(z.object({ scope: z.string(), target_ids: z.array(graphId).nullish() })).nullish(),
    error: z.object({ code: z.number().int(), subcode: z.number().int().nullish() }).nullish(),
  }),
});

export type Inspection = z.infer<typeof tokenInspection>['data'];
