/**
 * Scopes as a platform lists them: one string joined by spaces, commas or both, or an array of strings.
 * `null` when it did not say: absent, empty text, or neither of the two forms.
 */
export function parseScopes(value: unknown): readonly string[] | null {
  if (typeof value === 'string') {
    const scopes = splitScopes(value);
    return scopes.length === 0 ? null : scopes;
  }
  if (!Array.isArray(value)) return null;
  const items: readonly unknown[] = value;
  if (!items.every((item): item is string => typeof item === 'string')) return null;
  return splitScopes(items.join(' '));
}

/** The distinct scopes of a text joined by spaces or commas, in their order. */
export function splitScopes(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ''))];
}
