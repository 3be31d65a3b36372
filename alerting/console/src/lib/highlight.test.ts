import { describe, expect, it } from 'vitest';
import { faithfulness, segments } from './highlight';

describe('segments', () => {
  it('cuts at highlights and scales them to the strongest', () => {
    expect(
      segments('fire halts refinery', [
        { start: 5, end: 10, weight: 0.1 },
        { start: 0, end: 4, weight: 0.4 },
      ]),
    ).toEqual([
      { text: 'fire', strength: 1 },
      { text: ' ', strength: 0 },
      { text: 'halts', strength: 0.25 },
      { text: ' refinery', strength: 0 },
    ]);
  });

  it('counts in UTF-16 code units, as the contract does', () => {
    expect(segments('🔥 fire', [{ start: 3, end: 7, weight: 1 }])).toEqual([
      { text: '🔥 ', strength: 0 },
      { text: 'fire', strength: 1 },
    ]);
  });

  it('leaves out what overlaps or lies outside the text', () => {
    const cut = segments('abcdef', [
      { start: 0, end: 4, weight: 0.5 },
      { start: 2, end: 6, weight: 0.2 },
      { start: 4, end: 99, weight: 0.2 },
      { start: 3, end: 3, weight: 0.2 },
    ]);
    expect(cut.map((segment) => segment.text).join('')).toBe('abcdef');
    expect(cut.filter((segment) => segment.strength > 0)).toHaveLength(1);
  });

  it('gives the whole text where nothing is highlighted', () => {
    expect(segments('calm', [])).toEqual([{ text: 'calm', strength: 0 }]);
    expect(segments('', [])).toEqual([]);
  });
});

describe('faithfulness', () => {
  it('says so where it was not measured', () => {
    expect(faithfulness(null, 'negative').level).toBe('unmeasured');
    expect(faithfulness(undefined, 'negative').text).toContain('not measured');
  });

  it('does not oversell highlights that explain little', () => {
    expect(faithfulness(0.61, 'negative')).toEqual({
      level: 'strong',
      text: 'Without the marked words “negative” becomes 61 points less probable: they carry the decision.',
    });
    expect(faithfulness(0.15, 'negative').level).toBe('partial');
    expect(faithfulness(0.02, 'negative').level).toBe('weak');
    expect(faithfulness(-0.2, 'negative').text).toContain('20 points more probable');
  });
});
