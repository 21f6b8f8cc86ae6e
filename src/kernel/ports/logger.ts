/** Structured facts beside an event: ids, counts, durations in milliseconds, codes. Never secrets, never personal data. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The service's log. `event` is a stable dotted name (`connect.exchange_failed`), not a sentence. */
export abstract class Logger {
  abstract debug(event: string, fields?: LogFields): void;
  abstract info(event: string, fields?: LogFields): void;
  abstract warn(event: string, fields?: LogFields): void;
  abstract error(event: string, fields?: LogFields): void;
}
