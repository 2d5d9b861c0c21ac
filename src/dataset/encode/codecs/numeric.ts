import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';
import type { Sink } from '../Sink.ts';
import { numericDigits } from './numericDigits.ts';

/**
 * numeric(precision, scale): digits in base 10,000, their weight, sign and display scale (numeric_send in
 * src/backend/utils/adt/numeric.c). The modifier is precision << 16 | scale, plus 4; a negative scale is
 * an 11-bit two's complement.
 */
export function numeric(modifier: number): Codec {
  const precision = modifier < 4 ? null : ((modifier - 4) >> 16) & 0xffff;
  const scale = modifier < 4 ? null : (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  const expected = precision === null ? 'a numeric' : `a numeric(${precision},${scale})`;
  const limit = precision === null ? Number.POSITIVE_INFINITY : 10 ** (precision - scale!);
  const factor = scale !== null && scale >= 0 && scale <= 15 ? 10 ** scale : null;
  return {
    ...(factor === null ? {} : { decimal: { scale: scale!, limit, expected } }),
    encode(value, sink) {
      if (typeof value === 'number') {
        const shown = factor === null ? decimalsOf(value) : scale;
        const scaled = shown === null ? Number.NaN : Math.round(value * 10 ** shown);
        if (Math.abs(scaled) <= Number.MAX_SAFE_INTEGER) {
          if (!(Math.abs(scaled) / 10 ** shown! < limit)) throw new RefusedValue(expected, value);
          writeScaled(scaled, shown!, sink);
          return;
        }
      }
      const special = typeof value === 'string' ? notFinite[value.trim().toLowerCase()] : undefined;
      if (special !== undefined) {
        for (const word of [0, 0, special, 0]) sink.int16(word);
        return;
      }
      const text = plain(value);
      if (text === null || !(Math.abs(Number(text)) < limit || fits(text, precision, scale)))
        throw new RefusedValue(expected, value);
      writeText(text, sink);
    },
  };
}

/** By its digits, where a double would round up to the limit. */
function fits(text: string, precision: number | null, scale: number | null): boolean {
  if (precision === null || scale === null) return true;
  const [, whole = '', fraction = ''] = /^[+-]?0*(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  return whole.length <= precision - scale && fraction.length <= scale;
}

/** NUMERIC_NAN, NUMERIC_PINF and NUMERIC_NINF in the place of the sign; the infinities from 14 on. */
const notFinite: Readonly<Record<string, number>> = {
  nan: -0x4000,
  infinity: -0x3000,
  inf: -0x3000,
  '-infinity': -0x1000,
  '-inf': -0x1000,
};

const splitters = Array.from({ length: 16 }, (_, scale) => numericDigits(scale));
const digits = new Int16Array(8);

/** A whole number of units of 10^-scale. */
function writeScaled(scaled: number, scale: number, sink: Sink): void {
  const { count, weight } = splitters[scale]!(Math.abs(scaled), digits, 0);
  const at = sink.advance(8 + count * 2);
  const { view } = sink;
  view.setInt16(at, count);
  view.setInt16(at + 2, weight);
  view.setInt16(at + 4, scaled < 0 ? 0x4000 : 0);
  view.setInt16(at + 6, scale);
  for (let i = 0; i < count; i++) view.setInt16(at + 8 + i * 2, digits[i]!);
}

/** How many digits a number shows behind its point, where it is at most 6 and all digits are held exactly; else null. */
function decimalsOf(value: number): number | null {
  for (let scale = 0; scale <= 6; scale++) {
    const factor = 10 ** scale;
    const scaled = Math.round(value * factor);
    if (Math.abs(scaled) > 1e15) return null;
    if (scaled / factor === value) return scale;
  }
  return null;
}

/** Decimal notation without an exponent, or null for what is not a finite number. */
function plain(value: unknown): string | null {
  if (typeof value === 'bigint') return String(value);
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') return null;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i.exec(text.trim());
  if (!match || !(match[2] || match[3])) return null;
  const [whole, fraction, exponent] = [match[2] ?? '', match[3] ?? '', Number(match[4] ?? 0)];
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const sign = match[1] === '-' ? '-' : '';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function writeText(text: string, sink: Sink): void {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, '0');
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  const digits = (left + right).match(/\d{4}/g)?.map(Number) ?? [];
  let weight = left.length / 4 - 1;
  while (digits[0] === 0) {
    digits.shift();
    weight--;
  }
  while (digits.at(-1) === 0) digits.pop();
  sink.int16(digits.length);
  sink.int16(digits.length === 0 ? 0 : weight);
  sink.int16(negative && digits.length > 0 ? 0x4000 : 0);
  sink.int16(fraction.length);
  for (const digit of digits) sink.int16(digit);
}
