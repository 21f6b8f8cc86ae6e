import { OAuthFailure } from './failures.js';

/** Request parameters, each of which may occur once only (RFC 6749, 3.1 and 3.2); an empty one counts as left out. */
export class Parameters {
  constructor(private readonly parameters: URLSearchParams) {}

  /** @throws OAuthFailure when the parameter occurs more than once. */
  optional(name: string): string | null {
    const values = this.parameters.getAll(name);
    if (values.length > 1) throw new OAuthFailure('parameter_repeated', name);
    return values[0] === undefined || values[0] === '' ? null : values[0];
  }

  /** @throws OAuthFailure when the parameter is absent, empty, or occurs more than once. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === null) throw new OAuthFailure('parameter_missing', name);
    return value;
  }

  /** @throws OAuthFailure when any parameter at all occurs more than once. */
  refuseRepeated(): void {
    for (const name of this.parameters.keys()) this.optional(name);
  }
}
