import type { Answer } from './http.js';
import { matchesPath } from './paths.js';

/** What goes wrong. Without `status`, `body`, `reset` and `hugeBytes` the platform acts as ever and only the way back is hurt. */
export interface Fault {
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds before anything is answered. */
  readonly delayMs?: number | undefined;
  /** Cuts the connection before the platform acted. */
  readonly reset?: boolean | undefined;
  /** Cuts the connection in the middle of the answer, after the platform acted. */
  readonly truncate?: boolean | undefined;
  /** Answers with a body of that many bytes. */
  readonly hugeBytes?: number | undefined;
}

export interface FaultRule {
  readonly host?: string | undefined;
  readonly platform?: string | undefined;
  /** The whole path, or its beginning when it ends in `*`. */
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  readonly times: number;
  readonly fault: Fault;
}

interface Target {
  readonly host: string;
  readonly platform: string | null;
  readonly path: string;
  readonly method: string;
}

/** Scripted failures; each rule holds for its next `times` matching requests, the oldest rule first. */
export class Faults {
  private rules: { rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times });
  }

  take(target: Target): Fault | null {
    const found = this.rules.find(({ rule }) => matches(rule, target));
    if (!found) return null;
    found.left -= 1;
    this.rules = this.rules.filter(({ left }) => left > 0);
    return found.rule.fault;
  }

  clear(): void {
    this.rules = [];
  }
}

/** The scripted answer, or `null` where the platform itself is to answer. */
export function scriptedAnswer(fault: Fault): Answer | null {
  if (fault.status === undefined && fault.body === undefined) return null;
  const { text, type } = written(fault.body);
  return { status: fault.status ?? 200, headers: { 'content-type': type }, body: text };
}

function written(body: unknown): { text: string; type: string } {
  if (body === undefined) return { text: '', type: 'text/plain; charset=utf-8' };
  if (typeof body !== 'string') return { text: JSON.stringify(body), type: 'application/json; charset=utf-8' };
  return { text: body, type: `${body.startsWith('<') ? 'text/html' : 'text/plain'}; charset=utf-8` };
}

function matches(rule: FaultRule, target: Target): boolean {
  return (
    (rule.host === undefined || rule.host === target.host) &&
    (rule.platform === undefined || rule.platform === target.platform) &&
    (rule.method === undefined || rule.method.toUpperCase() === target.method) &&
    (rule.path === undefined || matchesPath(rule.path, target.path))
  );
}
