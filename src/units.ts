/** A number of milliseconds, or PostgreSQL's notation: `'500 ms'`, `'15 min'`. */
export type Duration = number | `${number}${'' | ' '}${keyof typeof durationUnits}`;
/** A number of bytes, or PostgreSQL's notation: `'64 MB'`, `'4 GB'`. */
export type Size = number | `${number}${'' | ' '}${keyof typeof sizeUnits}`;

// Units and their factors as in PostgreSQL's guc.c: sizes are powers of 1024.
const durationUnits = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const sizeUnits = { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;

/** Milliseconds, or undefined for what is not a duration. */
export function parseDuration(value: unknown): number | undefined {
  return parse(value, durationUnits);
}

/** Bytes, or undefined for what is not a size. */
export function parseSize(value: unknown): number | undefined {
  return parse(value, sizeUnits);
}

export const durationNotation = `a duration such as '500 ms' or '15 min' (${Object.keys(durationUnits).join(', ')})`;
export const sizeNotation = `a size such as '64 MB' or '4 GB' (${Object.keys(sizeUnits).join(', ')})`;

function parse(value: unknown, units: Record<string, number>): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(value);
  if (!match || !Object.hasOwn(units, match[2]!)) return undefined;
  return Number(match[1]) * units[match[2]!]!;
}

/** `0.4 ms`, `12 ms`, `1.23 s`, `4 min 10 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${trim(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${trim((ms / 1000).toFixed(ms < 9_995 ? 2 : 1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return join(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** Both ends, with the precision that tells them apart: `728–744 ms`, `3.87–3.90 s`, `980 ms – 1.2 s`; one where they are equal. */
export function formatDurations(lowMs: number, highMs: number): string {
  if (lowMs === highMs) return formatDuration(highMs);
  if (highMs < 999.5) {
    const fine = highMs < 10 && !(Number.isInteger(lowMs) && Number.isInteger(highMs));
    const number = (ms: number) => ms.toFixed(fine && ms > 0 ? 1 : 0);
    return `${number(lowMs)}–${number(highMs)} ms`;
  }
  if (lowMs >= 999.5 && highMs < 59_950)
    return `${(lowMs / 1000).toFixed(2)}–${(highMs / 1000).toFixed(2)} s`;
  return `${formatDuration(lowMs)} – ${formatDuration(highMs)}`;
}

/** `512 B`, `1.5 kB`, `64 MB`, `4.2 GB`. */
export function formatSize(bytes: number): string {
  const names = Object.keys(sizeUnits);
  let power = 0;
  while (power < names.length - 1 && Math.abs(bytes) / 1024 ** power >= 999.5) power++;
  const value = bytes / 1024 ** power;
  return `${trim(value.toFixed(power > 0 && Math.abs(value) < 99.95 ? 1 : 0))} ${names[power]}`;
}

/** `1,234,567`, in every locale the same. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function trim(text: string): string {
  return text.replace(/\.0+$|(\.\d*?)0+$/, '$1');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
