import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

/** bit(n) and bit varying(n): the number of bits, and bytes from the left (bit_send in varbit.c). The modifier is n. */
export function bits(typeName: string, modifier: number, exact: boolean): Codec {
  const expected = `bits such as '0101' for ${typeName}`;
  return {
    encode(value, sink) {
      const digits = asBits(value);
      if (digits === null) throw new RefusedValue(expected, value);
      const { length } = digits;
      if (modifier >= 0 && (exact ? length !== modifier : length > modifier))
        throw new RefusedValue(expected, value);
      sink.int32(length);
      for (let at = 0; at < length; at += 8)
        sink.byte(Number.parseInt(digits.slice(at, at + 8).padEnd(8, '0'), 2));
    },
  };
}

/** Also as bit_in reads them: `b0101`, `x5f`. */
function asBits(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (/^x[0-9a-f]*$/i.test(value))
    return [...value.slice(1)]
      .map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0'))
      .join('');
  return /^b?[01]*$/i.test(value) ? value.replace(/^b/i, '') : null;
}
