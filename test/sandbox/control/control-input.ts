import { z } from 'zod';

import { personaNames } from '../core/personas.js';

/** The control call cannot be understood; the message is for whoever wrote it. */
export class BadControlInput extends Error {}

/** What the call is about does not exist. */
export class NothingThere extends Error {}

const persona = z.enum(personaNames);
const name = z.string().min(1).max(200);

const fault = z
  .strictObject({
    /** Name of a documented answer of the platform, instead of `status` and `body`. */
    answer: name.optional(),
    status: z.int().min(200).max(599).optional(),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    reset: z.boolean().optional(),
    truncate: z.boolean().optional(),
    hugeBytes: z.int().min(2).max(1_073_741_824).optional(),
  })
  .refine((value) => Object.values(value).some((part) => part !== undefined), 'say what goes wrong, such as { "status": 503 }');

export const consentInput = z.strictObject({
  platform: name,
  persona,
  decision: z.enum(['approve', 'deny']).default('approve'),
});

export const faultInput = z
  .strictObject({
    host: name.toLowerCase().optional(),
    platform: name.optional(),
    path: z.string().startsWith('/').optional(),
    method: z.string().regex(/^[A-Za-z]+$/).optional(),
    times: z.coerce.number().int().min(1).max(1_000_000).default(1),
    fault,
  })
  .refine((value) => value.host !== undefined || value.platform !== undefined, 'name a host or a platform');

export const revokeInput = z.strictObject({
  platform: name,
  /** The platform's id of the person, or the persona's name. */
  subject: name,
  why: z.enum(['user', 'password', 'expired']),
});

export const clockInput = z.strictObject({
  advanceSeconds: z.coerce.number().min(0).max(3_000_000_000),
});

export const appInput = z.strictObject({
  platform: name,
  clientId: name,
  clientSecret: name,
  redirectUris: z.array(z.string().min(1)).default([]),
  features: z.array(name).default([]),
});

/** Of a platform of many servers: the one that forgets its apps, and with them their tokens. */
export const forgetInput = z.strictObject({ host: name.toLowerCase() });

export const mailInput = z.strictObject({
  to: z.union([z.string().min(1).transform((one) => [one]), z.array(z.string().min(1)).min(1)]),
  from: z.string().nullish().transform((value) => value ?? null),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullish().transform((value) => value ?? null),
});

export const resetInput = z.strictObject({});

/**
 * Checks the body of a control call.
 * @throws BadControlInput with a sentence that names every wrong field.
 */
export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  throw new BadControlInput(problems.join('; '));
}
