import type { PgType } from '../../catalog/Catalog.ts';
import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

/** Dimensions, whether NULLs follow, the element's type, and per dimension size and lower bound (array_send). */
export function array(typeName: string, element: Codec, { oid, base }: PgType): Codec {
  // In an array of JSON or of points, an array is an element.
  const nests = !/^(jsonb?|point)$/.test(base);
  return {
    encode(value, sink) {
      if (!Array.isArray(value)) throw new RefusedValue(`an array for ${typeName}`, value);
      const sizes = nests ? dimensions(value) : [value.length];
      const items = value.flat(sizes.length - 1) as unknown[];
      if (items.length !== sizes.reduce((product, size) => product * size, 1))
        throw new RefusedValue(`an array for ${typeName} whose parts are of one length`, value);
      sink.int32(items.length === 0 ? 0 : sizes.length);
      sink.int32(items.some((item) => item === null || item === undefined) ? 1 : 0);
      sink.int32(oid);
      if (items.length === 0) return;
      for (const size of sizes) {
        sink.int32(size);
        sink.int32(1);
      }
      for (const item of items) {
        const at = sink.advance(4);
        if (item === null || item === undefined) sink.view.setInt32(at, -1);
        else {
          element.encode(item, sink);
          sink.view.setInt32(at, sink.length - at - 4);
        }
      }
    },
  };
}

function dimensions(value: readonly unknown[]): number[] {
  return Array.isArray(value[0]) ? [value.length, ...dimensions(value[0])] : [value.length];
}
