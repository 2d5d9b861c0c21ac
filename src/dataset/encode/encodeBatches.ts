import { batchRows } from '../values/Vector.ts';
import type { TableEncoder } from './TableEncoder.ts';

/** Encodes any number of rows, batch after batch, from the start of a buffer, or a larger one where they do not fit. */
export function encodeBatches(
  encoder: TableEncoder,
  first: number,
  count: number,
  buffer: Buffer,
): { into: Buffer; at: number } {
  let [into, at] = [buffer, 0];
  for (let done = 0; done < count; done += batchRows)
    ({ into, at } = encoder.encode(first + done, Math.min(batchRows, count - done), into, at));
  return { into, at };
}
