import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import type { SandboxState, Snapshot } from './state.js';

const EVERY_MS = 1_000;

/**
 * Keeps a sandbox's state in a file, so that accounts connected before a restart still work after it. Written whenever
 * it changed, about once a second, and at the end.
 */
export class StateFile {
  private written = '';
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly file: string,
    private readonly state: SandboxState,
  ) {}

  /** Takes over what the file holds; without a readable one of this version the sandbox begins empty. */
  open(): void {
    const snapshot = this.read();
    if (snapshot) this.state.restore(snapshot);
    this.timer = setInterval(() => this.write(), EVERY_MS).unref();
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.write();
  }

  private read(): Snapshot | null {
    try {
      const snapshot = JSON.parse(readFileSync(this.file, 'utf8')) as Snapshot;
      return snapshot.version === 1 ? snapshot : null;
    } catch {
      return null;
    }
  }

  /** By way of a second file: a crash in between leaves the old state. */
  private write(): void {
    const text = JSON.stringify(this.state.snapshot());
    if (text === this.written) return;
    this.written = text;
    try {
      writeFileSync(`${this.file}.new`, text, { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch (failure) {
      process.stderr.write(`sandbox: its state was not kept: ${failure instanceof Error ? failure.message : String(failure)}\n`);
    }
  }
}
