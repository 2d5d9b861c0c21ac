import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

/** Dimensions, whether NULLs follow, the element's type, and per dimension size and lower bound (array_send). */
export function array(typeName: string, element: Codec, elementOid: number): Codec {
  return {
    encode(value, sink) {
      if (!Array.isArray(value)) throw new RefusedValue(`an array for ${typeName}`, value);
      sink.int32(value.length === 0 ? 0 : 1);
      sink.int32(value.some((item) => item === null || item === undefined) ? 1 : 0);
      sink.int32(elementOid);
      if (value.length === 0) return;
      sink.int32(value.length);
      sink.int32(1);
      for (const item of value) {
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
