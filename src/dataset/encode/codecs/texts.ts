import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

/** text, varchar(n), char(n) and what is sent like them. The modifier is the length plus 4. */
export function text(typeName: string, modifier: number): Codec {
  const length = modifier < 4 ? null : modifier - 4;
  return {
    text: 'text',
    length,
    encode(value, sink) {
      const string = asText(value);
      if (length !== null && string.length > length && [...string].length > length)
        throw new RefusedValue(`at most ${length} characters for ${typeName}`, string);
      if (string.includes('\0')) throw new RefusedValue('text without the character U+0000', string);
      sink.text(string);
    },
  };
}

export function enumeration(typeName: string, labels: readonly string[]): Codec {
  const known = new Set(labels);
  return {
    encode(value, sink) {
      const label = asText(value);
      if (!known.has(label)) throw new RefusedValue(`a value of ${typeName} (${labels.join(', ')})`, value);
      sink.text(label);
    },
  };
}

/** json and, after a version byte, jsonb. */
export function json(prefix: number | undefined): Codec {
  return {
    text: 'json',
    ...(prefix === undefined ? {} : { prefix }),
    encode(value, sink) {
      const string = JSON.stringify(value);
      if (string === undefined) throw new RefusedValue('a value that JSON can express', value);
      if (prefix !== undefined) sink.byte(prefix);
      sink.text(string);
    },
  };
}

/** What a text column makes of a value. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}
