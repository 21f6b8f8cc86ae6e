import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Destination, Dispatcher } from './dispatcher.js';
import { scriptedAnswer, type Fault } from './faults.js';
import type { Answer, SandboxRequest } from './http.js';
import type { JournalEntry } from './journal.js';
import { personaOf } from './personas.js';
import { issuedSecrets, presentedSecrets, type SeenSecret } from './seen-secrets.js';
import type { SandboxState } from './state.js';
import { cutConnection, writeAnswer, writeHuge, writeTruncated } from './write-answer.js';

/** Waits; ends early, without a throw, when the sandbox stops. */
export type Wait = (milliseconds: number) => Promise<void>;

/** Told of every secret on its way, before it goes on. */
export type SecretSeen = (secret: SeenSecret) => void;

/** Serves calls to platforms: the twin answers, the journal remembers, and scripted faults get in the way. */
export class PlatformTraffic {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly state: SandboxState,
    private readonly wait: Wait,
    private readonly secretSeen: SecretSeen | null,
  ) {}

  async serve(request: SandboxRequest, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const destination = this.dispatcher.destination(request);
    const entry = this.state.journal.open(request);
    entry.platform = destination?.platform ?? null;
    entry.step = stepOf(request, destination);
    if (this.secretSeen !== null) presentedSecrets(request).forEach(this.secretSeen);
    const fault = this.state.faults.take({ ...request, platform: entry.platform });
    if (!fault) return this.deliver(this.shown(request, this.answer(request, destination, entry)), entry, response);
    entry.faulted = true;
    await this.wait(fault.delayMs ?? 0);
    await this.misbehave(fault, request, destination, entry, { incoming, response });
  }

  private async misbehave(
    fault: Fault,
    request: SandboxRequest,
    destination: Destination | null,
    entry: JournalEntry,
    { incoming, response }: { incoming: IncomingMessage; response: ServerResponse },
  ): Promise<void> {
    if (fault.reset) return cutConnection(incoming);
    if (fault.hugeBytes !== undefined) {
      entry.status = fault.status ?? 200;
      return writeHuge(response, fault.hugeBytes, fault);
    }
    const plain = scriptedAnswer(fault) ?? this.answer(request, destination, entry);
    const answer = this.shown(request, { ...plain, headers: { ...plain.headers, ...fault.headers } });
    if (fault.truncate) return writeTruncated(incoming, response, answer);
    return this.deliver(answer, entry, response);
  }

  private answer(request: SandboxRequest, destination: Destination | null, entry: JournalEntry): Answer {
    const answer = this.dispatcher.answer(request, destination);
    entry.persona = answer.persona ?? null;
    return answer;
  }

  private shown(request: SandboxRequest, answer: Answer): Answer {
    if (this.secretSeen !== null) issuedSecrets(request, answer).forEach(this.secretSeen);
    return answer;
  }

  private async deliver(answer: Answer, entry: JournalEntry, response: ServerResponse): Promise<void> {
    if (answer.persona) await this.wait(personaOf(answer.persona).answersAfterMs ?? 0);
    entry.status = answer.status;
    writeAnswer(response, answer);
  }
}

function stepOf(request: SandboxRequest, destination: Destination | null): string | null {
  const step = destination?.route?.step ?? null;
  return typeof step === 'function' ? step(request) : step;
}
