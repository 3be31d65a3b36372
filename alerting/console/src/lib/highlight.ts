export interface Highlight {
  /** Index of the word's first UTF-16 code unit. */
  readonly start: number;
  /** Index after the word's last UTF-16 code unit. */
  readonly end: number;
  /** How much the word counted; comparable within one text of one model only. */
  readonly weight: number;
}

export interface Segment {
  readonly text: string;
  /** 0 for text that was not highlighted; else above 0, and 1 for the strongest word of this text. */
  readonly strength: number;
}

/**
 * Cuts a text at its highlights. Strength is in proportion to weight, relative to the strongest word, because weights of
 * different models cannot be compared. What lies outside the text or overlaps an earlier highlight is left out.
 */
export function segments(text: string, highlights: readonly Highlight[]): Segment[] {
  const strongest = Math.max(0, ...highlights.map((highlight) => highlight.weight));
  const ordered = highlights
    .filter(({ start, end, weight }) => start >= 0 && start < end && end <= text.length && weight > 0)
    .toSorted((a, b) => a.start - b.start || b.weight - a.weight);
  const result: Segment[] = [];
  let from = 0;
  for (const { start, end, weight } of ordered) {
    if (start < from) {
      continue;
    }
    if (start > from) {
      result.push({ text: text.slice(from, start), strength: 0 });
    }
    result.push({ text: text.slice(start, end), strength: weight / strongest });
    from = end;
  }
  if (from < text.length) {
    result.push({ text: text.slice(from), strength: 0 });
  }
  return result;
}

export interface Faithfulness {
  readonly level: 'strong' | 'partial' | 'weak' | 'unmeasured';
  readonly text: string;
}

/**
 * How far the highlights can be trusted, in words. The bands are a reading aid: from 0.3 on the highlighted words carried a
 * good part of the decision, below 0.1 the model decided by something else.
 *
 * @param fall how far the label's probability falls when the highlighted words are masked, -1 to 1; null if not measured
 */
export function faithfulness(fall: number | null | undefined, label: string): Faithfulness {
  if (fall === null || fall === undefined) {
    return { level: 'unmeasured', text: 'Faithfulness not measured: the marks show where the model looked, not why.' };
  }
  const points = Math.round(Math.abs(fall) * 100);
  if (fall < 0 && points > 0) {
    return {
      level: 'weak',
      text: `Without the marked words “${label}” becomes ${points} points more probable: they do not explain it.`,
    };
  }
  const effect = `Without the marked words “${label}” becomes ${points} points less probable`;
  if (fall >= 0.3) {
    return { level: 'strong', text: `${effect}: they carry the decision.` };
  }
  if (fall >= 0.1) {
    return { level: 'partial', text: `${effect}: they carry part of the decision.` };
  }
  return { level: 'weak', text: `${effect}: they hardly explain it.` };
}
