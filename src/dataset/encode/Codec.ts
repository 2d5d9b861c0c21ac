import type { Sink } from './Sink.ts';

/** How values of a type look in COPY … (FORMAT binary). */
export interface Codec {
  /** Writes a value that is not NULL, without its length. Throws RefusedValue. */
  encode(value: unknown, sink: Sink): void;
  /** The direct way for vectors of numbers or instants, where the type has a fixed width. */
  readonly fixed?: FixedNumber;
  /** The direct way for vectors of numbers that become a numeric of a given scale. */
  readonly decimal?: Decimal;
  /** Whether UTF-8 text is the encoding, so that bytes can be copied; `json` where they must be JSON. */
  readonly text?: 'text' | 'json';
  /** Most characters, for varchar(n) and char(n). */
  readonly length?: number | null;
  /** Written before the text: jsonb has a version. */
  readonly prefix?: number;
}

export interface FixedNumber {
  readonly of: 'number' | 'instant';
  readonly width: 2 | 4 | 8;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** What a refused value should have been. */
  readonly expected: string;
  put(view: DataView, at: number, value: number): void;
  /** The fields of a batch without NULL, lengths included, each behind its row's position: a loop of the type's own is quicker. */
  putFields?(view: DataView, positions: Int32Array, values: Float64Array, count: number): void;
}

export interface Decimal {
  /** Digits behind the point, 0 to 15. */
  readonly scale: number;
  /** What absolute values stay below. */
  readonly limit: number;
  readonly expected: string;
}
