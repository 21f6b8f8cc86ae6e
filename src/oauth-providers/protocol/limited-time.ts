import type { Clock } from '../../kernel/ports/clock.js';
import { OutboundError, OutboundHttp, type OutboundRequest, type OutboundResponse } from '../../kernel/ports/outbound-http.js';
import type { ProviderContext } from './define-provider.js';

/** The same context for calls that together take no longer than this, however many a server of somebody's choice makes of them. */
export function withinTime<Context extends ProviderContext>(context: Context, milliseconds: number): Context {
  return { ...context, http: new HurriedHttp(context.http, context.clock, context.clock.now().getTime() + milliseconds) };
}

class HurriedHttp extends OutboundHttp {
  constructor(
    private readonly http: OutboundHttp,
    private readonly clock: Clock,
    private readonly endsAt: number,
  ) {
    super();
  }

  override async send(request: OutboundRequest): Promise<OutboundResponse> {
    const left = this.endsAt - this.clock.now().getTime();
    if (left <= 0) throw new OutboundError('timeout', 'The time for all calls together is over.');
    return this.http.send({ ...request, timeoutMs: Math.min(request.timeoutMs ?? left, left) });
  }
}
