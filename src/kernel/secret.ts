const hidden = '[redacted]';

/**
 * A value that must not be seen: tokens, passwords, client secrets, codes, states. It prints as `[redacted]`
 * wherever it is printed, logged or serialised, and is read only inside a callback that uses it.
 */
export class Secret {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  static of(value: string): Secret {
    return new Secret(value);
  }

  /** Hands the value to `work` and answers what `work` answers. Do not let the value itself be that answer. */
  use<T>(work: (value: string) => T): T {
    return work(this.#value);
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}
