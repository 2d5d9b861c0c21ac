import type { MigrationResult, StatementResult } from '../../findings/Result.ts';
import { formatCount, formatDuration, formatSize } from '../../units.ts';
import { plural } from '../text/amounts.ts';

/** Shown; the rest is in result.json. */
const mostStatements = 40;
const mostPhases = 8;
/** Less WAL alone is no work worth a row: a catalog's rows. */
const leastWal = 1024 ** 2;

type Work = NonNullable<StatementResult['work']>;
type Phase = Work['phases'][number];

/** What the server did, statement by statement; null where there is nothing to tell. */
export function workView({ id, statements, walFrom }: MigrationResult) {
  const worked = statements.filter(hasWork);
  if (worked.length === 0) return null;
  return {
    label: `What the server did in ${id}`,
    rows: worked.slice(0, mostStatements).map(rowView),
    more: worked.length > mostStatements ? plural(worked.length - mostStatements, 'further statement') : '',
    walNote:
      walFrom === 'server'
        ? 'The write-ahead log is the server’s: what others wrote meanwhile is part of it.'
        : '',
  };
}

/** Tables that the migration touched; null where nobody looked or none was. */
export function sizesView({ id, sizes = [] }: MigrationResult) {
  const rows = sizes.map(({ relation, before, after }) => ({
    relation,
    table: change(before?.table, after?.table),
    indexes: change(before?.indexes, after?.indexes),
    toast: change(before?.toast, after?.toast),
    state: before === null ? 'new' : after === null ? 'dropped' : '',
  }));
  return rows.length > 0 ? { label: `Sizes of tables around ${id}`, rows } : null;
}

function hasWork({ rewrites, scans, work }: StatementResult): boolean {
  if (rewrites.length + scans.length > 0) return true;
  if (!work) return false;
  const { indexBuilds, foreignKeys, proven, phases, temporary, walBytes } = work;
  return (
    indexBuilds.length + foreignKeys.length + proven.length + phases.length + (temporary?.files ?? 0) > 0 ||
    (walBytes ?? 0) >= leastWal
  );
}

function rowView(statement: StatementResult) {
  const { work } = statement;
  const phases = work?.phases ?? [];
  const totalMs = statement.window.endMs - statement.window.startMs;
  return {
    index: statement.index,
    lines: workLines(statement),
    bar: phases.length > 1 ? phases.map((phase, i) => barOf(phase, totalMs, i)) : null,
    phases: longest(phases).map((phase) => phaseText(phase, totalMs)),
    morePhases: phases.length > mostPhases ? plural(phases.length - mostPhases, 'shorter phase') : '',
    sampled: phases.some(({ exact }) => !exact),
    wal: work?.walBytes === null || work === undefined ? '' : formatSize(work.walBytes),
    temporary: work?.temporary?.files
      ? `${formatSize(work.temporary.bytes)} in ${plural(work.temporary.files, 'file')}`
      : '',
  };
}

/** The longest ones, in the order in which they were. */
function longest(phases: readonly Phase[]): Phase[] {
  const kept = new Set(
    [...phases].sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs)).slice(0, mostPhases),
  );
  return phases.filter((phase) => kept.has(phase));
}

function workLines({ rewrites, scans, work }: StatementResult) {
  const builds = work?.indexBuilds ?? [];
  const built = new Set(builds.map(({ table }) => table));
  return [
    ...rewrites.map((relation) => ({ kind: 'rewrite', verb: 'wrote anew', what: relation, how: '' })),
    ...scans
      .filter((relation) => !built.has(relation))
      .map((relation) => ({ kind: '', verb: 'read', what: relation, how: '' })),
    ...builds.map(({ index, table, workers }) => ({
      kind: '',
      verb: 'built',
      what: index,
      how: `on ${table}, ${workers > 0 ? `${plural(workers, 'parallel worker')} asked for` : 'serially'}`,
    })),
    ...(work?.foreignKeys ?? []).map(({ constraint, table, references }) => ({
      kind: '',
      verb: 'checked',
      what: constraint,
      how: `of ${table} against ${references}`,
    })),
    ...(work?.proven ?? []).map(({ relation, what }) => ({
      kind: '',
      verb: 'no scan needed',
      what: relation,
      how: `${what}, as its constraints prove`,
    })),
  ];
}

function phaseText(phase: Phase, totalMs: number) {
  const { what, startMs, endMs, waitedFor } = phase;
  return {
    what,
    time: formatDuration(endMs - startMs),
    share: totalMs > 0 ? `${Math.round((100 * (endMs - startMs)) / totalMs)} %` : '',
    counted: countedText(phase),
    waited: waitedText(waitedFor),
  };
}

/** `for 2 transactions: nightly report`. */
function waitedText(waitedFor: Phase['waitedFor']): string {
  if (waitedFor.length === 0) return '';
  const names = [...new Set(waitedFor)].filter((name) => name !== '').slice(0, 4);
  return `for ${plural(waitedFor.length, 'transaction')}${names.length > 0 ? `: ${names.join(', ')},` : ''}`;
}

/** A new heap may well be larger than the old one: then a total would say nothing. */
function countedText({ done, total, unit }: Phase): string {
  if (unit === null || unit === 'lockers' || done === null) return '';
  const amount = (value: number) => (unit === 'bytes' ? formatSize(value) : formatCount(value));
  const of = total !== null && total >= done ? ` of ${amount(total)}` : '';
  return `${amount(done)}${of}${unit === 'bytes' ? '' : ` ${unit}`}`;
}

function barOf({ startMs, endMs }: Phase, totalMs: number, index: number) {
  const percent = (ms: number) => `${Number(((100 * ms) / Math.max(totalMs, endMs, 1)).toFixed(2))}%`;
  return { x: percent(startMs), width: percent(endMs - startMs), even: index % 2 === 0 };
}

function change(before: number | undefined, after: number | undefined): string {
  if (before === undefined) return after ? formatSize(after) : '–';
  if (after === undefined) return before ? formatSize(before) : '–';
  if (before === 0 && after === 0) return '–';
  const [from, to] = [formatSize(before), formatSize(after)];
  return from === to ? from : `${from} → ${to}`;
}
