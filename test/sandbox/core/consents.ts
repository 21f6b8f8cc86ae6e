import type { PersonaName } from './personas.js';

export interface Decision {
  readonly persona: PersonaName;
  readonly decision: 'approve' | 'deny';
}

/** Decisions taken beforehand: each answers one authorize request of its platform, first come, first served. */
export class Consents {
  private readonly waiting = new Map<string, Decision[]>();

  add(platform: string, decision: Decision): void {
    this.waiting.set(platform, [...(this.waiting.get(platform) ?? []), decision]);
  }

  /** Takes the next decision of a platform, or `null` when a person has to be asked. */
  take(platform: string): Decision | null {
    return this.waiting.get(platform)?.shift() ?? null;
  }

  clear(): void {
    this.waiting.clear();
  }
}
