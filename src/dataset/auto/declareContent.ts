import { boolean } from '../../scenario/columns/boolean.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { nullable } from '../../scenario/columns/nullable.ts';
import { oneOf } from '../../scenario/columns/oneOf.ts';
import { sequence } from '../../scenario/columns/sequence.ts';
import { timestamps } from '../../scenario/columns/timestamps.ts';
import { uuid } from '../../scenario/columns/uuid.ts';
import type { CatalogColumn } from '../catalog/Catalog.ts';
import { type AutoTable, Unfillable } from './AutoTable.ts';
import { type ColumnFacts, noFacts } from './conditionFacts.ts';
import { contentOf, typed } from './contentOf.ts';
import { likeStatistics } from './likeStatistics.ts';
import { indexOf, indexText, multiplierOf } from './scattered.ts';
import { memberOf, spelled } from './spelled.ts';

/** Declares all columns that neither keys nor references have taken. Those that are left out get their default. */
export function declareContent(auto: AutoTable): void {
  const { table, columns } = auto;
  for (const column of table.columns) {
    if (columns[column.name] !== undefined || column.generated) continue;
    const declared = content(column, auto);
    if (declared !== null) columns[column.name] = declared;
  }
  if (Object.keys(columns).length === 0) throw new Unfillable('it has no column to write');
  declareOrders(auto);
}

/** Null: the default, or NULL where no values are known. */
function content(column: CatalogColumn, auto: AutoTable): AnyColumn | null {
  const { name, type, notNull, hasDefault, defaultSql, sequences } = column;
  const facts = auto.facts.columns.get(name) ?? noFacts;
  const known = auto.known?.columns?.[name];
  const start = (auto.last[name] ?? 0) + 1;
  if (sequences.length > 0) return start === 1 ? sequence() : sequence({ start });
  const usual = defaultOf(defaultSql);
  const like = facts === noFacts || facts.choices !== null ? followed(column, auto, facts) : null;
  if (like !== null) return like;
  const nulls = known?.nullFraction ?? (hasDefault ? 0 : 0.2);
  const wrapped = (inner: AnyColumn) =>
    notNull || nulls === 0 ? inner : nullable(Math.min(1, nulls), inner);
  // Defaults of these types are clocks and random numbers, which would differ from build to build.
  if (hasDefault && type.base === 'uuid' && type.kind === 'base') return wrapped(uuid());
  const moment = type.kind === 'base' && /^(timestamp|date)/.test(type.base);
  if (hasDefault && moment && usual === null) return wrapped(contentOf(name, type, facts));
  if (hasDefault) {
    const choices = facts.choices ?? (type.kind === 'enum' ? type.labels : null);
    if (choices !== null && usual !== null && choices.includes(usual))
      return wrapped(mostly(choices, usual, column));
    if (type.base === 'bool' && type.kind === 'base' && usual !== null)
      return wrapped(boolean(usual === 'true' ? 0.95 : 0.05));
    return null;
  }
  try {
    const made = contentOf(name, type, facts);
    return wrapped(known?.correlation === undefined ? made : follows(made, known.correlation));
  } catch (error) {
    if (error instanceof Unfillable && !notNull) return null;
    throw error;
  }
}

/** As production's statistics have it; a default says nothing of what was written in its place. */
function followed(column: CatalogColumn, auto: AutoTable, facts: ColumnFacts): AnyColumn | null {
  const known = auto.known?.columns?.[column.name];
  if (known === undefined) return null;
  try {
    return likeStatistics(contentOf(column.name, column.type, facts), column, known, auto.rows);
  } catch (error) {
    if (error instanceof Unfillable) return null;
    throw error;
  }
}

/** The text of a default that is a plain constant. */
function defaultOf(sql: string | null): string | null {
  const match = /^(?:'((?:[^']|'')*)'(?:::.+)?|(true|false|-?\d+(?:\.\d+)?))$/.exec(sql ?? '');
  return match === null ? null : (match[1]?.replaceAll("''", "'") ?? match[2] ?? null);
}

/** The default in most rows, as in a table that was filled by a program. */
function mostly(choices: readonly string[], usual: string, { type }: CatalogColumn): AnyColumn {
  const values = [usual, ...choices.filter((choice) => choice !== usual)];
  return oneOf(
    values.map((value) => typed(value, type)),
    values.map((_, i) => (i === 0 ? 4 * values.length : 1)),
  );
}

/** The declaration with another physical order, for the kinds that have one. */
function follows(column: AnyColumn, correlation: number): AnyColumn {
  return 'correlation' in column || ['uniform', 'lognormal', 'normal'].includes(column.kind)
    ? ({ ...column, correlation } as AnyColumn)
    : column;
}

const begins =
  /^(created|inserted|started|start|begun|opened|scheduled|attempted|elected|valid_from|starts)(_?(at|on|date|time))?$/i;
const ends =
  /^(updated|modified|changed|last_\w+|finished|completed|ended|end|ends|closed|deleted|cancel+ed|archived|finalized|processed|delivered|resolved|expired|expires|valid_to|valid_until)(_?(at|on|date|time))?$/i;
const longest = 30 * 86_400_000;

/** What a condition or a pair of names orders is made from what comes first. */
function declareOrders(auto: AutoTable): void {
  const { table, columns, facts, digits, given } = auto;
  const find = (name: string) => table.columns.find((column) => column.name === name);
  const family = (name: string) => {
    const base = find(name)?.type.base ?? '';
    return /^timestamp|^date$/.test(base)
      ? base.replace('tz', '')
      : /^(int|numeric|float)/.test(base)
        ? 'number'
        : null;
  };
  const pairs = [...facts.orders];
  const first = table.columns
    .filter(({ name }) => begins.test(name) && family(name) !== null)
    .sort((a, b) => Number(b.notNull) - Number(a.notNull))[0];
  if (first !== undefined)
    for (const { name } of table.columns)
      if (name !== first.name && ends.test(name) && family(name) === family(first.name))
        pairs.push({ lower: first.name, upper: name });
  const made = new Set<string>();
  for (const { lower, upper } of pairs) {
    const kind = family(lower);
    const free = columns[upper] !== undefined && !digits.has(upper) && !given.has(upper) && !made.has(upper);
    if (
      !free ||
      kind === null ||
      kind !== family(upper) ||
      columns[lower] === undefined ||
      refers(auto, upper)
    )
      continue;
    // A column of statistics, or one that conditions bound, keeps its own values; the server is asked about both.
    if (kind === 'number' && facts.columns.get(upper)?.max) continue;
    made.add(upper);
    const later =
      kind === 'number' ? more(lower, table.name, upper) : after(lower, table.name, upper, kind === 'date');
    columns[upper] = wrapLike(columns[upper]!, later);
    if (kind !== 'number' && columns[lower]!.kind === 'timestamps' && !digits.has(lower) && !given.has(lower))
      columns[lower] = until(columns[lower]!);
  }
}

function refers({ table }: AutoTable, name: string): boolean {
  return table.foreignKeys.some((key) => key.columns.includes(name));
}

/** A moment that stands in for one that is NULL, so that NULL does not spread. */
const someTime = Date.UTC(2025, 0);

function after(lower: string, table: string, upper: string, days: boolean): AnyColumn {
  const multiplier = multiplierOf(table, upper);
  const unit = days ? 86_400_000 : 1000;
  const count = longest / unit;
  return derived(
    spelled(
      (row: Record<string, Date | null>, n: number) =>
        new Date((row[lower]?.getTime() ?? someTime) + (indexOf(n, multiplier, count) + 1) * unit),
      `(row, n) => new Date((row${optional(lower)}getTime() ?? ${someTime}) + (${indexText(multiplier, count)} + 1) * ${unit})`,
    ),
  );
}

function more(lower: string, table: string, upper: string): AnyColumn {
  const multiplier = multiplierOf(table, upper);
  return derived(
    spelled(
      (row: Record<string, number | null>, n: number) =>
        Number(row[lower] ?? 0) + indexOf(n, multiplier, 100) + 1,
      `(row, n) => Number(row${memberOf(lower)} ?? 0) + (${indexText(multiplier, 100)}) + 1`,
    ),
  );
}

function optional(name: string): string {
  return `${memberOf(name)}?.`;
}

/** The share of NULL stays. */
function wrapLike(before: AnyColumn, column: AnyColumn): AnyColumn {
  return before.kind === 'nullable'
    ? nullable((before as unknown as { share: number }).share, column)
    : column;
}

/** Leaves time for what follows, so that it does not lie ahead. */
function until(column: AnyColumn): AnyColumn {
  const { from, to, correlation } = column as unknown as { from: string; to: string; correlation: number };
  return to === 'now' && from === '-730 d' ? timestamps({ from, to: '-30 d', correlation }) : column;
}
