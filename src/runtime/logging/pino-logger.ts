import { pino, stdTimeFunctions, type DestinationStream, type Logger as Pino } from 'pino';
import { Logger, type LogFields } from '../../kernel/ports/logger.js';
import type { Config } from '../config/config.js';
import { redact } from './redact.js';
import { requestContext } from './request-context.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** One JSON object a line: time, level, event, the request's id, and the fields, redacted. */
export class PinoLogger extends Logger {
  readonly #pino: Pino;

  constructor(level: Config['logLevel'], destination: DestinationStream = pino.destination(1)) {
    super();
    const options = { level, base: null, timestamp: stdTimeFunctions.isoTime, formatters: { level: (label: string) => ({ level: label }) } };
    this.#pino = pino(options, destination);
  }

  override debug(event: string, fields?: LogFields): void {
    this.#write('debug', event, fields);
  }

  override info(event: string, fields?: LogFields): void {
    this.#write('info', event, fields);
  }

  override warn(event: string, fields?: LogFields): void {
    this.#write('warn', event, fields);
  }

  override error(event: string, fields?: LogFields): void {
    this.#write('error', event, fields);
  }

  #write(level: Level, event: string, fields: LogFields = {}): void {
    if (!this.#pino.isLevelEnabled(level)) return;
    const requestId = requestContext.getStore()?.requestId;
    this.#pino[level]({ event, ...(requestId === undefined ? {} : { requestId }), ...(redact(fields) as object) });
  }
}
