import { parseDuration } from '../../units.ts';
import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkWeights } from './oneOf.ts';

/** An ISO timestamp (UTC where it names no zone), `'now'` (the scenario's), or a time before it: `'-90 d'`. */
export type Moment = string | Date;

export interface TimestampsColumn extends ColumnDeclaration<Date>, Correlated {
  readonly kind: 'timestamps';
  readonly from: Moment;
  readonly to: Moment;
  /** How many times denser the rows are at the end than at the beginning. */
  readonly growth: number;
  readonly rhythm: Rhythm | null;
}

/**
 * How busy the hours of a day and the days of a week are, as weights; `office`: working days from 8 to 18,
 * a little outside; `consumer`: evenings and weekends, a little at night.
 */
export type Rhythm =
  | 'office'
  | 'consumer'
  | {
      /** 24, from midnight on; default all alike. */
      readonly hours?: readonly number[];
      /** 7, from Monday on; default all alike. */
      readonly days?: readonly number[];
      /** Of the clock that people live by, such as `+05:30`; default UTC. */
      readonly utcOffset?: string;
    };

/** Moments from `from` until before `to` (default now); for timestamp, timestamptz, date and text columns. */
export function timestamps(
  options: { from: Moment; to?: Moment; growth?: number; rhythm?: Rhythm } & Correlated,
): TimestampsColumn {
  return { kind: 'timestamps', to: 'now', growth: 1, rhythm: null, correlation: 0, ...options };
}

export function checkTimestamps(column: TimestampsColumn, refuse: Refuse): void {
  checkCorrelation(column, refuse);
  checkMoments(column.from, column.to, refuse);
  if (!(column.growth > 0 && Number.isFinite(column.growth)))
    refuse('growth', 'a growth above 0', column.growth);
  checkRhythm(column.rhythm, refuse);
}

export function checkMoments(from: Moment, to: Moment, refuse: Refuse): void {
  const [first, last] = [from, to].map((moment) => {
    const time = momentOf(moment, 0);
    if (Number.isNaN(time)) refuse('timestamp', "an ISO timestamp, 'now' or '-90 d'", moment);
    return { time, absolute: isAbsolute(moment) };
  }) as [{ time: number; absolute: boolean }, { time: number; absolute: boolean }];
  if (first.absolute === last.absolute && first.time >= last.time)
    refuse('range', 'a from before to', `${show(from)} to ${show(to)}`);
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

function checkRhythm(rhythm: Rhythm | null, refuse: Refuse): void {
  if (rhythm === null || rhythm === 'office' || rhythm === 'consumer') return;
  if (typeof rhythm !== 'object')
    refuse('rhythm', "'office', 'consumer' or weights of hours and days", rhythm);
  for (const [weights, count] of [
    [rhythm.hours, 24],
    [rhythm.days, 7],
  ] as const) {
    if (weights === undefined) continue;
    if (weights.length !== count) refuse('rhythm', `${count} weights`, weights.length);
    checkWeights(weights, refuse);
  }
  if (rhythm.utcOffset !== undefined && !/^[+-]\d\d:\d\d$/.test(rhythm.utcOffset))
    refuse('rhythm', 'an offset such as +05:30', rhythm.utcOffset);
}
