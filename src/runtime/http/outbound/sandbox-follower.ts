import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { request } from 'undici';
import { z } from 'zod';
import { Logger } from '../../../kernel/ports/logger.js';
import { Config } from '../../config/config.js';

const intervalMs = 400;
const patienceMs = 2_000;

const answer = z.object({ offsetMs: z.number(), instanceId: z.string().optional() });

/** Told with the id of a sandbox that was not seen before. When it throws it is told again at the next look. */
export type SandboxListener = (instanceId: string) => void | Promise<void>;

/** Looks at the sandbox a few times a second: how far its clock was moved, and whether it was started anew. Idle without one. */
@Injectable()
export class SandboxFollower implements OnModuleInit, OnApplicationShutdown {
  #offsetMs = 0;
  #instanceId: string | null = null;
  #next: NodeJS.Timeout | null = null;
  #stopped = false;
  readonly #listeners = new Map<SandboxListener, string | null>();

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  /** By how many milliseconds the sandbox's clock is ahead; the last known value while the sandbox is away. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Has `listener` called whenever the sandbox is first seen or was restarted. Resolves after the call, when one is due now. */
  async onSandboxStarted(listener: SandboxListener): Promise<void> {
    this.#listeners.set(listener, null);
    await this.#tell();
  }

  async onModuleInit(): Promise<void> {
    if (this.config.sandboxUrl === null) return;
    await this.look();
    this.#schedule();
  }

  onApplicationShutdown(): void {
    this.#stopped = true;
    if (this.#next !== null) clearTimeout(this.#next);
  }

  /** One look; never throws. A sandbox that is away changes nothing. */
  async look(): Promise<void> {
    try {
      const { body, statusCode } = await request(`${this.config.sandboxUrl}/_sandbox/clock`, {
        signal: AbortSignal.timeout(patienceMs),
      });
      const seen = answer.safeParse(await body.json());
      if (statusCode !== 200 || !seen.success) return;
      this.#offsetMs = seen.data.offsetMs;
      this.#instanceId = seen.data.instanceId ?? this.#instanceId;
    } catch {
      return;
    }
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const instanceId = this.#instanceId;
    if (instanceId === null) return;
    for (const [listener, told] of this.#listeners) {
      if (told === instanceId) continue;
      this.#listeners.set(listener, instanceId);
      try {
        await listener(instanceId);
      } catch (error) {
        this.#listeners.set(listener, null);
        this.logger.warn('sandbox.listener_failed', { error });
      }
    }
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#next = setTimeout(() => void this.look().finally(() => this.#schedule()), intervalMs).unref();
  }
}
