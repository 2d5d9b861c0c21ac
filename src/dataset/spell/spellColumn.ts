import type { Column } from '../../scenario/columns/Column.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { ReferencesColumn } from '../../scenario/columns/references.ts';
import { literalOf } from '../auto/spelled.ts';

/** How a file that declares columns names what they are made with. */
export interface Spelling {
  /** Notes a function of the public API, and gives its name. */
  api(name: string): string;
  /** How a reference names the table it is to: a constant, or a function that gives one declared later. */
  parent(table: string): string;
}

/** A declaration as an author would write it. */
export function spellColumn(declaration: AnyColumn, spelling: Spelling): string {
  const column = declaration as Column;
  const call = (name: string, ...parts: (string | null)[]) =>
    `${spelling.api(name)}(${parts.filter((part) => part !== null).join(', ')})`;
  const inner = (of: AnyColumn) => spellColumn(of, spelling);
  switch (column.kind) {
    case 'boolean':
      return call('boolean', literalOf(column.share));
    case 'constant':
      return call('constant', literalOf(column.constant));
    case 'derived':
      return call('derived', functionText(column.derive));
    case 'json':
      return call(
        'json',
        `{ ${Object.entries(column.fields)
          .map(([name, field]) => `${name}: ${inner(field as AnyColumn)}`)
          .join(', ')} }`,
      );
    case 'lognormal':
      return call(
        'lognormal',
        literalOf(column.median),
        literalOf(column.sigma),
        options(column, ['decimals', 'min', 'max', 'correlation'], { decimals: 0 }),
      );
    case 'nullable':
      return call('nullable', literalOf(column.share), inner(column.column));
    case 'oneOf':
      return call('oneOf', ...choices(column.values, column.weights));
    case 'pool':
      return call('pool', literalOf(column.size), functionText(column.make));
    case 'references':
      return spellReference(column, spelling, call);
    case 'sequence':
      return call(
        'sequence',
        options(column, ['start', 'step', 'correlation'], { start: 1, step: 1, correlation: 1 }),
      );
    case 'template':
      return call('template', literalOf(column.pattern));
    case 'text': {
      const length = typeof column.length === 'number' ? literalOf(column.length) : inner(column.length);
      return call('text', `{ length: ${length}${column.of === 'words' ? '' : `, of: '${column.of}'`} }`);
    }
    case 'timestamps':
      return call(
        'timestamps',
        options(column, ['from', 'to', 'growth', 'correlation'], { to: 'now', growth: 1, correlation: 0 }),
      );
    case 'uniform':
      return call(
        'uniform',
        literalOf(column.from),
        literalOf(column.to),
        options(column, ['decimals', 'correlation'], { decimals: 0 }),
      );
    case 'uuid':
      return call('uuid');
    case 'when':
      return call('when', functionText(column.holds), inner(column.column));
    default:
      throw new TypeError(`a column of kind ${column.kind} is not one that is made up`);
  }
}

/** Null where all are as they are by default. */
function options(
  column: object,
  names: readonly string[],
  usual: Readonly<Record<string, unknown>>,
): string | null {
  const given = Object.entries(column).filter(
    ([name, value]) => names.includes(name) && value !== undefined && value !== usual[name],
  );
  return given.length === 0 ? null : literalOf(Object.fromEntries(given));
}

function choices(values: readonly unknown[], weights: readonly number[]): string[] {
  const texts = values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
  // Whole numbers as keys would change places.
  if (texts && !values.some((value) => /^\d+$/.test(String(value))))
    return [literalOf(Object.fromEntries(values.map((value, i) => [value, weights[i]])))];
  return weights.every((weight) => weight === weights[0])
    ? [literalOf(values)]
    : [literalOf(values), literalOf(weights)];
}

function spellReference(
  column: ReferencesColumn,
  spelling: Spelling,
  call: (name: string, ...parts: (string | null)[]) => string,
): string {
  const { skew, childless, together, once, inTurn, alike, correlation } = column;
  const given = [
    skew === 'uniform' ? null : `skew: ${spelling.api('zipf')}(${skew.exponent})`,
    childless === 0 ? null : `childless: ${literalOf(childless)}`,
    together === null ? null : `together: ${literalOf(together)}`,
    once ? 'once: true' : null,
    inTurn === null ? null : `inTurn: ${literalOf(inTurn)}`,
    alike === null ? null : `alike: ${literalOf(alike)}`,
    correlation === null ? null : `correlation: ${literalOf(correlation)}`,
  ].filter((part) => part !== null);
  const last = given.length === 0 ? null : `{ ${given.join(', ')} }`;
  if (column.table === null) return call('selfReference', literalOf(column.column), last);
  return call('references', spelling.parent(column.table().name), literalOf(column.column), last);
}

/** As it was written, or near enough: what runs TypeScript may take the spaces out. */
function functionText(body: (...args: never[]) => unknown): string {
  return String(body).replace(/^(\w+)\s*=>\s*/, '($1) => ');
}
