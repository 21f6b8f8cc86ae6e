import { Apps, type App } from '../oauth/apps.js';
import { Codes } from '../oauth/codes.js';
import { Grants, type Grant } from '../oauth/grants.js';
import { SandboxClock } from './clock.js';
import { Consents } from './consents.js';
import { Faults } from './faults.js';
import { Journal } from './journal.js';
import { Mailbox, type ReceivedMail } from './mailbox.js';
import { Tallies } from './tallies.js';

/** A sandbox's state as JSON can hold it. */
export interface Snapshot {
  readonly version: 1;
  readonly offsetMs: number;
  readonly apps: readonly App[];
  readonly grants: readonly Grant[];
  readonly mails: readonly ReceivedMail[];
}

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
  readonly tallies = new Tallies();

  /** What has to outlive the process: what the service holds tokens of, and when it believes to be. Holds secrets. */
  snapshot(): Snapshot {
    const { apps, grants, mailbox, clock } = this;
    return { version: 1, offsetMs: clock.offsetMs, apps: apps.list(), grants: grants.list(), mails: mailbox.list() };
  }

  restore(snapshot: Snapshot): void {
    this.clock.restore(snapshot.offsetMs);
    for (const kept of snapshot.apps) {
      const app = { ...kept, server: serverOf(kept) };
      // What was registered since the start is newer than what the file remembers.
      const clientSecret = this.apps.find(app.platform, app.clientId, app.server)?.clientSecret ?? app.clientSecret;
      this.apps.register({ ...app, clientSecret });
    }
    snapshot.grants.forEach((grant) => this.grants.add({ ...grant, server: serverOf(grant) }));
    this.mailbox.restore(snapshot.mails);
  }

  /** Back to the beginning, but for the apps: the service registered them when it started and will not do so again. */
  reset(): void {
    this.clock.restore(0);
    for (const part of [this.codes, this.grants, this.consents, this.faults, this.journal, this.mailbox, this.tallies]) part.clear();
  }
}

/** Files of before there were platforms of many servers name none. */
function serverOf({ server }: { readonly server?: string | null }): string | null {
  return server ?? null;
}
