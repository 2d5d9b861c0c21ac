import { parseDuration } from '../../units.ts';
import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';

/** An ISO timestamp (UTC where it names no zone), `'now'` (the scenario's), or a time before it: `'-90 d'`. */
export type Moment = string | Date;

export interface TimestampsColumn extends ColumnDeclaration<Date>, Correlated {
  readonly kind: 'timestamps';
  readonly from: Moment;
  readonly to: Moment;
  /** How many times denser the rows are at the end than at the beginning. */
  readonly growth: number;
}

/** Moments from `from` until before `to` (default now); for timestamp, timestamptz, date and text columns. */
export function timestamps(
  options: { from: Moment; to?: Moment; growth?: number } & Correlated,
): TimestampsColumn {
  return { kind: 'timestamps', to: 'now', growth: 1, correlation: 0, ...options };
}

export function checkTimestamps(column: TimestampsColumn, refuse: Refuse): void {
  checkCorrelation(column, refuse);
  const ends = [column.from, column.to].map((moment) => {
    const time = momentOf(moment, 0);
    if (Number.isNaN(time)) refuse('timestamp', "an ISO timestamp, 'now' or '-90 d'", moment);
    return { time, absolute: isAbsolute(moment) };
  });
  const [from, to] = [ends[0]!, ends[1]!];
  if (from.absolute === to.absolute && from.time >= to.time)
    refuse('range', 'a from before to', `${show(column.from)} to ${show(column.to)}`);
  if (!(column.growth > 0 && Number.isFinite(column.growth)))
    refuse('growth', 'a growth above 0', column.growth);
}

/** Milliseconds since 1970; NaN for what is not a moment. */
export function momentOf(moment: Moment, now: number): number {
  if (moment instanceof Date) return moment.getTime();
  if (moment === 'now') return now;
  if (moment.startsWith('-')) return now - (parseDuration(moment.slice(1)) ?? Number.NaN);
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(moment) || /^\d{4}-\d\d-\d\d$/.test(moment);
  return Date.parse(zoned ? moment : `${moment}Z`);
}

export function show(moment: Moment): string {
  return moment instanceof Date ? moment.toISOString() : moment;
}

function isAbsolute(moment: Moment): boolean {
  return moment !== 'now' && !(typeof moment === 'string' && moment.startsWith('-'));
}
