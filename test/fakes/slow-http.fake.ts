import { OutboundError, OutboundHttp, type OutboundRequest, type OutboundResponse } from '../../src/kernel/ports/outbound-http.js';
import type { StandingTime } from './provider-context.fake.js';

/** Answers every request with a page that does not exist, after the same time, or with a time-out where the request waits for less. */
export class SlowHttp extends OutboundHttp {
  /** How long each request would have waited, in milliseconds. */
  readonly limits: number[] = [];

  constructor(
    private readonly time: StandingTime,
    private readonly milliseconds: number,
  ) {
    super();
  }

  override async send({ timeoutMs = Infinity }: OutboundRequest): Promise<OutboundResponse> {
    this.limits.push(timeoutMs);
    await this.time.timer.sleep(Math.min(timeoutMs, this.milliseconds));
    if (timeoutMs < this.milliseconds) throw new OutboundError('timeout', 'scripted timeout');
    return { status: 404, headers: {}, text: '<html>', json: undefined };
  }
}
