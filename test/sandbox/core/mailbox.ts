import { randomUUID } from 'node:crypto';

import type { SandboxClock } from './clock.js';

export interface Mail {
  readonly to: readonly string[];
  readonly from: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

export interface ReceivedMail extends Mail {
  readonly id: string;
  readonly receivedAt: string;
}

/** Mails that the service sent; nothing leaves the machine. */
export class Mailbox {
  private mails: ReceivedMail[] = [];

  constructor(private readonly clock: SandboxClock) {}

  receive(mail: Mail): ReceivedMail {
    const received = { id: randomUUID(), receivedAt: new Date(this.clock.now()).toISOString(), ...mail };
    this.mails.push(received);
    return received;
  }

  /** Oldest first; `to` picks the mails of one address. */
  list(to?: string): readonly ReceivedMail[] {
    return this.mails.filter((mail) => to === undefined || mail.to.includes(to));
  }

  /** Puts back mails that were received before. */
  restore(mails: readonly ReceivedMail[]): void {
    this.mails = [...mails];
  }

  clear(): void {
    this.mails = [];
  }
}
