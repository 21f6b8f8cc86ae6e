import type { SandboxClock } from './clock.js';
import type { SandboxRequest } from './http.js';
import { Masking } from './masking.js';
import type { PersonaName } from './personas.js';

const KEPT = 10_000;

/** What was called, secrets masked. `status` is `null` while the answer is under way and where the connection was cut. */
export interface JournalEntry {
  readonly sequence: number;
  /** By the sandbox's clock. */
  readonly at: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  platform: string | null;
  /** The leg of the protocol, such as `authorize`, `exchange` or `refresh`, where the twin names it. */
  step: string | null;
  persona: PersonaName | null;
  status: number | null;
  /** Whether a scripted fault had a hand in the answer. */
  faulted: boolean;
}

/** Every request to a platform, in the order in which they arrived. */
export class Journal {
  private readonly masking = new Masking();
  private entries: JournalEntry[] = [];
  private count = 0;

  constructor(private readonly clock: SandboxClock) {}

  open(request: SandboxRequest): JournalEntry {
    const entry: JournalEntry = {
      sequence: ++this.count,
      at: new Date(this.clock.now()).toISOString(),
      method: request.method,
      host: request.host,
      path: request.path,
      query: this.masking.parameters(request.query),
      headers: this.masking.headers(request.headers),
      body: this.masking.body(request),
      platform: null,
      step: null,
      persona: null,
      status: null,
      faulted: false,
    };
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
    return entry;
  }

  /** `path` is found anywhere in host and path, such as `/oauth/v2/accessToken` or `api.linkedin.com`. */
  list(filter: { platform?: string | undefined; path?: string | undefined } = {}): JournalEntry[] {
    return this.entries.filter(
      (entry) =>
        (filter.platform === undefined || entry.platform === filter.platform) &&
        (filter.path === undefined || `${entry.host}${entry.path}`.includes(filter.path)),
    );
  }

  clear(): void {
    this.entries = [];
  }
}
