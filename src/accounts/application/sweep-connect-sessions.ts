import { Clock } from '../../kernel/ports/clock.js';
import { UseCase } from '../../kernel/use-case.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';

const batch = 500;
const keptForDays = 30;

/** Ends sessions whose time is over, wipes what they hold, and forgets those that ended a month ago. */
@UseCase()
export class SweepConnectSessions {
  constructor(
    private readonly sessions: ConnectSessionRepository,
    private readonly clock: Clock,
  ) {}

  /** Any number of processes may sweep at once. Answers how many sessions were ended and how many forgotten. */
  async execute(): Promise<{ readonly expired: number; readonly deleted: number }> {
    const now = this.clock.now();
    const longAgo = new Date(now.getTime() - keptForDays * 24 * 3600 * 1000);
    const expired = await everyBatch(() => this.sessions.expireDue(now, batch));
    const deleted = await everyBatch(() => this.sessions.deleteEnded(longAgo, batch));
    return { expired, deleted };
  }
}

async function everyBatch(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await step();
    total += done;
    if (done < batch) return total;
  }
}
