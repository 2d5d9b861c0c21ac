import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { timestamps } from '../../scenario/columns/timestamps.ts';
import type { PgType } from '../catalog/Catalog.ts';
import type { ColumnFacts } from './conditionFacts.ts';

/** Two years until now; what ends something may lie ahead. */
export function moment(name: string, _type: PgType, { min, max }: ColumnFacts): AnyColumn {
  const bounds = { from: dateOf(min?.value), to: dateOf(max?.value) };
  if (bounds.from !== null && bounds.to !== null && bounds.from < bounds.to)
    return timestamps({ from: bounds.from.toISOString(), to: bounds.to.toISOString(), correlation: 0.5 });
  if (bounds.from !== null && bounds.from.getTime() > oldest)
    return timestamps({ from: bounds.from.toISOString(), to: '2100-01-01' });
  if (bounds.to !== null && bounds.to.getTime() < youngest)
    return timestamps({ from: '1970-01-01', to: bounds.to.toISOString() });
  if (/birth|dob$/i.test(name)) return timestamps({ from: '1950-01-01', to: '2008-01-01' });
  if (/(expir|due|end|until|valid_to)/i.test(name)) return timestamps({ from: '-30 d', to: '2030-01-01' });
  return timestamps({ from: '-730 d', correlation: /(creat|insert|occur|start|log)/i.test(name) ? 1 : 0.5 });
}

/** Bounds that the two years lie within change nothing. */
const oldest = Date.UTC(2000, 0);
const youngest = Date.UTC(2060, 0);

function dateOf(text: string | undefined): Date | null {
  const date = new Date(text === undefined || !/^\d{4}-/.test(text) ? Number.NaN : isoText(text));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** PostgreSQL prints `2024-01-01 00:00:00+00`. */
export function isoText(text: string): string {
  // The day of a date alone looks like an offset.
  if (!/[T ]\d/.test(text)) return text;
  const zoned = /[T ]\d.*(Z|[+-]\d\d(:?\d\d)?)$/.test(text);
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return zoned ? iso : `${iso}Z`;
}
