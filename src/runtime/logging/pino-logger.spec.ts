import { describe, expect, it } from '@jest/globals';
import { NestLogger } from './nest-logger.js';
import { PinoLogger } from './pino-logger.js';
import { requestContext } from './request-context.js';

function capture(level: 'debug' | 'warn') {
  const lines: Record<string, unknown>[] = [];
  const logger = new PinoLogger(level, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { lines, logger };
}

describe('PinoLogger', () => {
  describe('outside a request', () => {
    it('writes one JSON line with time, level, event and redacted fields', () => {
      const { lines, logger } = capture('debug');
      logger.info('thing.happened', { count: 2, token: 'planted' });
      expect(lines).toEqual([{ level: 'info', time: expect.stringMatching(/Z$/), event: 'thing.happened', count: 2, token: '[redacted]' }]);
    });

    it('leaves out what is below the level', () => {
      const { lines, logger } = capture('warn');
      logger.info('thing.happened');
      logger.warn('thing.odd');
      expect(lines.map(({ event }) => event)).toEqual(['thing.odd']);
    });
  });

  describe('inside a request', () => {
    it('carries the request id, also after waiting', async () => {
      const { lines, logger } = capture('debug');
      await requestContext.run({ requestId: 'r-1' }, async () => {
        await Promise.resolve();
        logger.error('thing.failed');
      });
      expect(lines[0]).toMatchObject({ requestId: 'r-1', event: 'thing.failed' });
    });
  });
});

describe('NestLogger', () => {
  it('errors of the framework › keep message, part and stack', () => {
    const { lines, logger } = capture('debug');
    new NestLogger(logger).error('no provider', 'Error: no provider\n at x', 'Injector');
    expect(lines[0]).toMatchObject({ level: 'error', event: 'framework', message: 'no provider', part: 'Injector' });
  });
});
