/** One page of a list. `nextPosition` are the sort values of its last row, from which the next page goes on; `null` on the last page. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextPosition: readonly string[] | null;
}

/** Which page is wanted: up to `limit` rows after `position` (`null`: from the start). */
export interface PageRequest {
  readonly limit: number;
  readonly position: readonly string[] | null;
}

/** Cuts rows that were read with `limit + 1` into a page. `positionOf` names the sort values of a row. */
export function cutPage<T>(rows: readonly T[], limit: number, positionOf: (row: T) => readonly string[]): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, nextPosition: more ? positionOf(last) : null };
}
