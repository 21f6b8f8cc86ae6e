import { validationFailed, type FieldError } from '../../kernel/domain-error.js';
import { Secret } from '../../kernel/secret.js';
import type { ConnectInputs, Provider } from '../../oauth-providers/ports/provider.js';

/**
 * What the person filled in, as the platform's connect form asks for it; passwords become secrets here.
 * @throws DomainError `validation_failed` naming each field that is missing or that the form does not have.
 */
export function readInputs(provider: Provider, given: Readonly<Record<string, string>>): ConnectInputs {
  const expected = new Set(provider.inputs.map((input) => input.name));
  const errors: FieldError[] = Object.keys(given)
    .filter((name) => !expected.has(name))
    .map((name) => ({ field: `inputs.${name}`, message: 'is not an input of this platform' }));
  const texts: Record<string, string> = {};
  const passwords: Record<string, Secret> = {};
  for (const { name, type, required } of provider.inputs) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value.trim() === '') {
      if (required) errors.push({ field: `inputs.${name}`, message: 'is required on this platform' });
    } else if (type === 'password') {
      passwords[name] = Secret.of(value);
    } else {
      texts[name] = value;
    }
  }
  if (errors.length > 0) throw validationFailed(errors);
  return { texts, passwords };
}
