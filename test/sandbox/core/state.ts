import { Apps } from '../oauth/apps.js';
import { Codes } from '../oauth/codes.js';
import { Grants } from '../oauth/grants.js';
import { SandboxClock } from './clock.js';
import { Consents } from './consents.js';
import { Faults } from './faults.js';
import { Journal } from './journal.js';
import { Mailbox } from './mailbox.js';

/** Everything that one sandbox remembers. */
export class SandboxState {
  readonly clock = new SandboxClock();
  readonly apps = new Apps();
  readonly codes = new Codes();
  readonly grants = new Grants();
  readonly consents = new Consents();
  readonly faults = new Faults();
  readonly journal = new Journal(this.clock);
  readonly mailbox = new Mailbox(this.clock);

  /** Back to the beginning, but for the apps: the service registered them when it started and will not do so again. */
  reset(): void {
    this.clock.restore(0);
    for (const part of [this.codes, this.grants, this.consents, this.faults, this.journal, this.mailbox]) part.clear();
  }
}
