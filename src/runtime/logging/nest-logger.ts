import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../../kernel/ports/logger.js';

/** Lets the framework write into our log. What it tells about its own wiring at boot is detail to us. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug('framework', fields(message, rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug('framework', fields(message, rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.debug('framework', fields(message, rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn('framework', fields(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error('framework', fields(message, rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.error('framework', fields(message, rest));
  }
}

/** Nest's convention: the last of the further arguments names the part that speaks, one before it may be a stack. */
function fields(message: unknown, rest: readonly unknown[]): Record<string, unknown> {
  const part = rest.at(-1);
  const stack = rest.length > 1 ? rest[0] : undefined;
  return { message, ...(part === undefined ? {} : { part }), ...(stack === undefined ? {} : { stack }) };
}
