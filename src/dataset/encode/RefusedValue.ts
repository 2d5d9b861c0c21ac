import { shapeOf } from '../values/shapeOf.ts';

/** A value that a column's type cannot hold; the encoder adds where. */
export class RefusedValue extends Error {
  readonly expected: string;
  readonly value: unknown;
  /** Of the batch; set by the writer. */
  index = 0;

  constructor(expected: string, value: unknown) {
    super(`expected ${expected}, found ${shapeOf(value)}`);
    this.expected = expected;
    this.value = value;
  }
}
