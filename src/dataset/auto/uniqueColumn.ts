import { boolean } from '../../scenario/columns/boolean.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { sequence } from '../../scenario/columns/sequence.ts';
import { template } from '../../scenario/columns/template.ts';
import { uuid } from '../../scenario/columns/uuid.ts';
import type { CatalogColumn } from '../catalog/Catalog.ts';
import { Unfillable } from './AutoTable.ts';

/** A column without equal values, and how many rows it reaches; the name shapes it where there is room. */
export function uniqueColumn({ name, type }: CatalogColumn): { column: AnyColumn; most: number } {
  switch (type.kind === 'enum' ? 'enum' : type.base) {
    case 'int2':
      return { column: sequence(), most: 32_767 };
    case 'int4':
    case 'int8':
    case 'oid':
    case 'float8':
      return { column: sequence(), most: Number.POSITIVE_INFINITY };
    case 'numeric': {
      const digits =
        type.modifier < 4 ? 15 : (((type.modifier - 4) >> 16) & 0xffff) - ((type.modifier - 4) & 0x7ff);
      return { column: sequence(), most: 10 ** Math.max(0, Math.min(15, digits)) - 1 };
    }
    case 'uuid':
      return { column: uuid(), most: Number.POSITIVE_INFINITY };
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'citext':
    case 'name':
      return uniqueText(name, type.base === 'name' ? 63 : type.modifier - 4);
    case 'bool':
      return { column: boolean(0), most: 1 };
    case 'enum':
      return { column: derived((_row, n) => type.labels[n - 1]), most: type.labels.length };
    case 'date':
      return { column: derived((_row, n) => new Date(n * 86_400_000)), most: 100_000 };
    case 'timestamp':
    case 'timestamptz':
      return { column: derived((_row, n) => new Date(1.5e12 + n * 1000)), most: Number.POSITIVE_INFINITY };
    case 'bytea':
      return { column: template('{n:12}'), most: Number.POSITIVE_INFINITY };
    case 'inet':
      return {
        column: derived((_row, n) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`),
        most: 2 ** 24 - 1,
      };
    default:
      throw new Unfillable(`no unique values are known for column ${name} of type ${type.name}`);
  }
}

const shapes: readonly [RegExp, string][] = [
  [/e.?mail/, 'user{n}@example.com'],
  [/(url|uri|link|website)$/, 'https://example.com/{n}'],
  [/(domain|host(name)?)$/, 'host-{n}.example.com'],
  [/phone|mobile|fax/, '+1555{n:7}'],
  [/(token|secret|hash|digest|key)$/, '{code:10}{n:10}'],
  [/(user|login|nick|account)_?(name)?$/, 'user{n}'],
  [/(slug|path|name|title|label)$/, 'item-{n}'],
];

/** @param length most characters; negative: any number */
function uniqueText(name: string, length: number): { column: AnyColumn; most: number } {
  const shape = shapes.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? '{n}';
  const widest = shape.replace(/\{n(:\d+)?\}/, '2147483647').replace(/\{code:10\}/, '0123456789');
  if (length < 0 || widest.length <= length)
    return { column: template(shape), most: Number.POSITIVE_INFINITY };
  return { column: template('{n}'), most: 10 ** Math.min(length, 10) - 1 };
}
