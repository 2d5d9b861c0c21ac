import type { Stat } from '../../evidence/Stat.ts';
import type { Finding, Unit } from '../../findings/Finding.ts';
import { formatCount, formatDuration, formatDurations, formatSize } from '../../units.ts';

/** A number with its unit: `3.4 s`, `64 MB`, `1,204 pages`, `5.2×`, `1,204`. */
export function formatAmount(value: number, unit: Unit): string {
  if (unit === 'ms') return formatDuration(value);
  if (unit === 'bytes') return formatSize(value);
  if (unit === 'ratio') return formatRatio(value);
  return unit === 'pages' ? plural(value, 'page') : formatCount(value);
}

/** Both ends, even where they read alike: `3.41–3.46 s`, `980 ms – 1.2 s`. */
export function formatInterval(low: number, high: number, unit: Unit): string {
  if (unit === 'ms') return formatDurations(low, high);
  const [from, to] = [formatAmount(low, unit), formatAmount(high, unit)];
  const [number, name, ...more] = from.split(' ');
  const sameUnit = name !== undefined && more.length === 0 && to.split(' ').slice(1).join(' ') === name;
  if (sameUnit) return `${alike(number!, to.split(' ')[0]!).join('–')} ${name}`;
  return name === undefined ? `${from}–${to}` : `${from} – ${to}`;
}

/** `2.07` and `2.1` with as many decimals each. */
function alike(...numbers: [string, string]): string[] {
  const decimals = numbers.map((number) => number.split('.')[1]?.length ?? 0);
  if (decimals.includes(0)) return numbers;
  return numbers.map((number, index) => number + '0'.repeat(Math.max(...decimals) - decimals[index]!));
}

/** One amount where both ends read alike, else the interval. */
export function formatRange(low: number, high: number, unit: Unit): string {
  const [from, to] = [formatAmount(low, unit), formatAmount(high, unit)];
  return from === to ? from : formatInterval(low, high, unit);
}

export function formatStat(stat: Stat): string {
  return formatRange(stat.low, stat.high, 'ms');
}

/** What was measured, as an interval where it is one. */
export function formatMeasured(measured: NonNullable<Finding['measured']>): string {
  const { value, unit, low = value, high = value } = measured;
  return formatRange(low, high, unit);
}

const boundNames = {
  budget: 'budget',
  baseline: 'baseline',
  night: 'past nights',
  rule: 'threshold',
} as const;

/** `budget 500 ms`. */
export function formatBound(bound: NonNullable<Finding['bound']>): string {
  return `${boundNames[bound.kind]} ${formatAmount(bound.value, bound.unit)}`;
}

/** `the budget`, to be put behind a ratio. */
export function boundName({ kind }: NonNullable<Finding['bound']>): string {
  return kind === 'night' ? boundNames.night : `the ${boundNames[kind]}`;
}

/** Finer than other durations: `0.042 ms`, `3.21 ms`, `48 ms`. */
export function formatLatency(ms: number): string {
  return ms < 9.995 ? `${Number(ms.toFixed(ms < 1 ? 3 : 2))} ms` : formatDuration(ms);
}

/** `5.2×`, `140×`. */
export function formatRatio(ratio: number): string {
  return `${ratio < 9.95 ? ratio.toFixed(1).replace(/\.0$/, '') : formatCount(ratio)}×`;
}

/** `1 page`, `1,204 pages`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}
