import { describe, expect, it } from '@jest/globals';
import { inParallel } from './in-parallel.js';

describe('inParallel', () => {
  it('more items than may run › runs no more than that at a time, and answers in their order', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([5, 4, 3, 2, 1, 0], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 10;
    });
    expect([results, most]).toEqual([[50, 40, 30, 20, 10, 0], 2]);
  });

  it('a failure › begins nothing further, and is thrown once what had begun is over', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      if (item === 1) throw new Error('one');
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      ended.push(item);
    };
    await expect(inParallel([1, 2, 3, 4], 2, work)).rejects.toThrow('one');
    expect([begun, ended]).toEqual([[1, 2], [2]]);
  });

  it('nothing to do › does nothing', async () => {
    expect(await inParallel([], 3, () => Promise.reject(new Error('never')))).toEqual([]);
  });
});
