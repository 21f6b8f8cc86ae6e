import { OutboundError } from '../../src/kernel/ports/outbound-http.js';
import { HostResolver } from '../../src/runtime/http/outbound/host-resolver.js';

/** The answers of one name, one after the other; the last one stays. */
export type HostAnswers = readonly (readonly string[])[];

/** A DNS of the test's own making, in which names may change their answer. What is not listed does not exist. */
export class FixedHosts extends HostResolver {
  /** The names that were asked for, in order. */
  readonly asked: string[] = [];

  constructor(private readonly hosts: Readonly<Record<string, HostAnswers>>) {
    super();
  }

  override addresses(name: string): Promise<readonly string[]> {
    this.asked.push(name);
    const answers = this.hosts[name.replace(/\.$/, '')];
    const times = this.asked.filter((asked) => asked === name).length;
    const answer = answers?.[Math.min(times, answers.length) - 1];
    return answer === undefined ? Promise.reject(new OutboundError('unknown_host', 'no such host')) : Promise.resolve(answer);
  }
}
