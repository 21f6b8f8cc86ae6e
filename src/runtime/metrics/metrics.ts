import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface RequestLabels {
  readonly method: string;
  /** Pattern of the route, never the path. */
  readonly route: string;
  readonly status: number;
}

export interface OutboundLabels {
  readonly peer: string;
  readonly step: string;
  readonly outcome: string;
}

/** The service's measurements, for Prometheus. Durations are in seconds. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of requests by route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  readonly #outbound = new Histogram({
    name: 'outbound_request_duration_seconds',
    help: 'Duration of calls to other servers by peer, step and outcome.',
    labelNames: ['peer', 'step', 'outcome'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  observeRequest(labels: RequestLabels, seconds: number): void {
    this.#requests.observe({ ...labels }, seconds);
  }

  observeOutbound(labels: OutboundLabels, seconds: number): void {
    this.#outbound.observe({ ...labels }, seconds);
  }
}
