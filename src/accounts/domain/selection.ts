import { DomainError } from '../../kernel/domain-error.js';
import type { OfferedCandidate } from './connect-session.js';

/**
 * The candidates that a person picked, by their opaque ids. Without a selection the only selectable one is meant.
 * @throws DomainError `invalid_selection` for an unknown id, one that may not be selected, none at all, or no single candidate to assume.
 */
export function pickCandidates(offered: readonly OfferedCandidate[], selection: readonly string[] | null): readonly OfferedCandidate[] {
  const selectable = offered.filter((candidate) => candidate.selectable);
  if (selection === null) return assumeOnly(selectable);
  if (selection.length === 0) throw invalid('Select at least one candidate.');
  const picked = new Set(selection);
  const chosen = selectable.filter((candidate) => picked.has(candidate.id));
  if (chosen.length !== picked.size) throw invalid('The selection names a candidate that is not offered or may not be selected.');
  return chosen;
}

function assumeOnly(selectable: readonly OfferedCandidate[]): readonly OfferedCandidate[] {
  if (selectable.length !== 1) throw invalid('There is not exactly one selectable candidate: say which are meant.');
  return selectable;
}

function invalid(detail: string): DomainError {
  return new DomainError('invalid_selection', detail);
}
