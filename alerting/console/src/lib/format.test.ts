import { describe, expect, it } from 'vitest';
import { bytes, count, duration, instant, inUtc, multiple, percent, signed, tailProbability } from './format';

describe('numbers', () => {
  it('shows counts whole and expectations with one decimal', () => {
    expect(count(24)).toBe('24');
    expect(count(3.1482)).toBe('3.1');
    expect(count(12345.6)).toBe('12,346');
    expect(count(null)).toBe('–');
  });

  it('never rounds a doubt away', () => {
    expect(percent(0.9971)).toBe('>99%');
    expect(percent(1)).toBe('100%');
    expect(percent(0.0021)).toBe('<1%');
    expect(percent(0)).toBe('0%');
    expect(percent(0.774)).toBe('77%');
  });

  it('signs what can fall', () => {
    expect(signed(-0.42)).toBe('−0.42');
    expect(signed(0.1, 3)).toBe('+0.100');
    expect(signed(-0.001)).toBe('0.00');
  });

  it('writes tiny tail probabilities as powers of ten', () => {
    expect(tailProbability(0.0123)).toBe('0.012');
    expect(tailProbability(4.117e-11)).toBe('4e-11');
    expect(tailProbability(9.9e-5)).toBe('1e-4');
    expect(tailProbability(0)).toBe('0');
  });

  it('gives no multiple of an expectation near nothing', () => {
    expect(multiple(24, 3.1482)).toBe('7.6×');
    expect(multiple(88, 2)).toBe('44×');
    expect(multiple(2, 0.01)).toBeNull();
  });

  it('chooses units that keep numbers short', () => {
    expect(bytes(23552925)).toBe('23.6 MB');
    expect(bytes(619383)).toBe('619 kB');
    expect(duration(40 * 60_000)).toBe('40 min');
    expect(duration(135 * 60_000)).toBe('2 h 15 min');
    expect(duration(50 * 3_600_000)).toBe('2 d 2 h');
  });
});

describe('instants', () => {
  it('shows the zone that was asked for and UTC in full', () => {
    expect(instant('2026-03-18T14:45:00Z', 'UTC')).toBe('18 Mar, 14:45');
    expect(instant('2026-03-18T00:05:00Z', 'UTC', 'clock')).toBe('00:05');
    expect(inUtc('2026-03-18T14:45:00.250Z')).toBe('2026-03-18 14:45:00 UTC');
  });
});
