/** Numbers, durations and instants as the console writes them. Pure functions: zone and locale come from the caller. */

export type Zone = 'local' | 'UTC';

const ABSENT = '–';

/** A count or an expectation of messages: whole numbers as they are, others with one decimal. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return ABSENT;
  }
  return Number.isInteger(value) || Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-GB')
    : value.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** A share or probability between 0 and 1 as per cent, with no more digits than say something. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return ABSENT;
  }
  if (value > 0.995 && value < 1) {
    return '>99%';
  }
  if (value > 0 && value < 0.005) {
    return '<1%';
  }
  return `${Math.round(value * 100)}%`;
}

/** A figure of a model between 0 and 1, such as an accuracy, with three decimals. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? ABSENT : value.toFixed(3);
}

/** A signed number with the given decimals and a real minus sign; zero without a sign. */
export function signed(value: number | null | undefined, decimals = 2): string {
  if (value === null || value === undefined) {
    return ABSENT;
  }
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) {
    return text;
  }
  return (value < 0 ? '−' : '+') + text;
}

/** A tail probability: plain where a person can read it, else as a power of ten. */
export function tailProbability(value: number): string {
  if (value >= 0.001) {
    return value.toFixed(3);
  }
  if (value === 0) {
    return '0';
  }
  const exponent = Math.floor(Math.log10(value));
  const mantissa = (value / 10 ** exponent).toFixed(0);
  return mantissa === '10' ? `1e${exponent + 1}` : `${mantissa}e${exponent}`;
}

/** How many times as much as expected; nothing where there is no expectation to speak of. */
export function multiple(observed: number, expected: number | null): string | null {
  if (expected === null || expected < 0.05) {
    return null;
  }
  const times = observed / expected;
  return `${times >= 10 ? Math.round(times) : times.toFixed(1)}×`;
}

/** A span of time in milliseconds in its two largest units, such as "2 h 15 min". */
export function duration(millis: number): string {
  const minutes = Math.max(0, Math.round(millis / 60_000));
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  }
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** Bytes in the unit that keeps the number readable. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return ABSENT;
  }
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e3).toFixed(0)} kB`;
}

export type TimeStyle = 'minute' | 'second' | 'clock' | 'day';

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  minute: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  second: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** An instant in the given zone, such as "18 Mar, 14:45". Formatters are kept, because making one is slow. */
export function instant(iso: string | number | Date, zone: Zone, style: TimeStyle = 'minute'): string {
  const name = `${zone}/${style}`;
  let formatter = formatters.get(name);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      ...STYLES[style],
      hourCycle: 'h23',
      ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}),
    });
    formatters.set(name, formatter);
  }
  return formatter.format(new Date(iso));
}

/** The same instant in full and in UTC, such as "2026-03-18 14:45:00 UTC". */
export function inUtc(iso: string | number | Date): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The first letter in upper case, for labels that begin a line. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
