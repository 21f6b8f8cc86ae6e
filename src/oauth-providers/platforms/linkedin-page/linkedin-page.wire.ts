import { z } from 'zod';

const text = z.string().min(1);

/** `GET /v2/me`, which needs `r_basicprofile`. */
export const me = z.object({
  id: text,
  localizedFirstName: z.string().nullish(),
  localizedLastName: z.string().nullish(),
  vanityName: z.string().nullish(),
});

/** `GET /rest/organizationAcls`: one row for each role of the member in an organization. */
export const organizationAcls = z.object({
  elements: z.array(z.object({ organization: text, role: text, state: z.string().nullish() })),
});

export type OrganizationAcl = z.infer<typeof organizationAcls>['elements'][number];

/** An organization; its id is a number here and part of a URN elsewhere. */
export const organization = z.object({
  localizedName: z.string().nullish(),
  vanityName: z.string().nullish(),
});

export type Organization = z.infer<typeof organization>;

/** `GET /rest/organizations?ids=List(…)`: those that were found, by id. */
export const organizations = z.object({ results: z.record(text, organization) });
