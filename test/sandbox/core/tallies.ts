/** What platforms count to limit it; each count within its window, which begins with the first. */
export class Tallies {
  private readonly windows = new Map<string, { count: number; endsAt: number }>();

  /** Counts one more and answers the window with it; times are epoch milliseconds. */
  add(key: string, windowSeconds: number, now: number): { readonly count: number; readonly endsAt: number } {
    const open = this.windows.get(key);
    const window = open && open.endsAt > now ? { ...open, count: open.count + 1 } : { count: 1, endsAt: now + windowSeconds * 1000 };
    this.windows.set(key, window);
    return window;
  }

  clear(): void {
    this.windows.clear();
  }
}
