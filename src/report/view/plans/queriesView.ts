import { impactOf } from '../../../analysis/plans/impact.ts';
import type { QueryResult, ScenarioResult } from '../../../findings/Result.ts';
import { plural } from '../../text/amounts.ts';
import type { CauseView } from '../causeView.ts';
import { bandOf, bandRank, overLimit } from './bandOf.ts';
import { othersOf } from './fragilityText.ts';
import { callsText } from './impactText.ts';
import { type QueryContext, type QueryView, queryView } from './queryView.ts';

/** Queries whose worst plan is open from the start: more of them would be a page to scroll through. */
const mostOpen = 3;

export interface Row {
  query: QueryResult;
  view: QueryView;
  /** The worst finding about it, with a link. */
  finding: { state: string; label: string; href: string } | null;
  rank: number[];
  open: boolean;
}

/** A scenario's key queries: those with something to tell first, grouped by query, the worst set first. */
export function queriesView(
  scenario: ScenarioResult,
  index: number,
  causes: readonly CauseView[],
  {
    anchors,
    ...context
  }: Pick<QueryContext, 'statementAnchor' | 'json'> & {
    anchors: ReadonlyMap<QueryResult, string>;
  },
) {
  const { queries } = scenario;
  const causeOf = causesByQuery(causes);
  // Those that matter take their room in the page first.
  const ordered = queries
    .map((query, place) => ({ query, place, finding: causeOf.get(key(query)) ?? null }))
    .map((item) => ({ ...item, rank: rankOf(item.query, queries, item.finding?.state) }))
    .sort((a, b) => compare(a.rank, b.rank));
  const rows = ordered.map(({ query, place, finding, rank }): Row => {
    const path = `scenarios[${index}].queries[${place}]`;
    const view = queryView(query, anchors.get(query)!, { ...context, queries, path });
    return { query, view, finding, rank, open: false };
  });
  const told = rows.filter(({ query, finding }) => finding !== null || hasNews(query));
  const quiet = rows.filter((row) => !told.includes(row));
  const groups = groupsOf(told, quiet);
  for (const { rows: own } of groups.slice(0, mostOpen)) own[0]!.open = true;
  return {
    count: queries.length,
    summary: summaryOf(rows, quiet.length),
    weighted: queries.some(({ workload }) => workload !== undefined),
    groups,
    quiet: groupsOf(
      quiet.sort((a, b) => a.query.name.localeCompare(b.query.name, 'en')),
      [],
    ),
    quietCount: plural(quiet.length, 'parameter set'),
    quietQueries: plural(new Set(quiet.map(({ query }) => query.name)).size, 'query', 'queries'),
    told: groups.flatMap(({ rows: own }) => own),
    quietRows: quiet,
  };
}

function groupsOf(rows: Row[], others: Row[]) {
  const names = [...new Set(rows.map(({ query }) => query.name))];
  return names.map((name) => {
    const own = rows.filter(({ query }) => query.name === name);
    const same = others.filter(({ query }) => query.name === name);
    return {
      name,
      calls: callsText(own[0]!.query),
      rows: own,
      same: same.map(({ view }) => ({ id: view.id, parameters: view.parameters })),
    };
  });
}

/** `2 fail, 4 read more pages, 1 reads fewer, 1 differs otherwise, 40 are unchanged.` */
function summaryOf(rows: Row[], quiet: number): string {
  const bands = rows.map(({ view }) => view.band);
  const late = bands.filter(({ text }) => text === overLimit).length;
  const count = (...wanted: string[]) =>
    bands.filter(({ kind, text }) => wanted.includes(kind) && text !== overLimit).length;
  const [fail, more, fewer] = [count('fails'), count('hundred', 'ten', 'more'), count('fewer')];
  const parts: [number, string, string][] = [
    [fail, 'fails', 'fail'],
    [late, 'is over its time limit', 'are over their time limit'],
    [more, 'reads more pages', 'read more pages'],
    [fewer, 'reads fewer', 'read fewer'],
    [rows.length - fail - late - more - fewer - quiet, 'differs otherwise', 'differ otherwise'],
    [quiet, 'is unchanged', 'are unchanged'],
  ];
  const told = parts.filter(([number]) => number > 0).map(([n, one, many]) => `${n} ${n === 1 ? one : many}`);
  return `${plural(rows.length, 'parameter set')} of key queries${told.length > 0 ? `: ${told.join(', ')}` : ''}.`;
}

function hasNews(query: QueryResult): boolean {
  const { before, afterDeploy, after, change, result, fragility = [] } = query;
  const generics = [before.generic, after.generic].map((generic) => generic?.fingerprint?.semantic);
  return (
    change === 'shape' ||
    change === 'fails' ||
    bandOf(query, 'after').kind !== 'same' ||
    !['same', 'unknown'].includes(bandOf(query, 'afterDeploy').kind) ||
    result?.equal === false ||
    fragility.some((one) => othersOf(one) > 0) ||
    (generics[0] !== undefined && generics[1] !== undefined && generics[0] !== generics[1]) ||
    afterDeploy.error !== null
  );
}

const states = ['fail', 'warn', 'accepted', 'info'];

/** Findings first, then what a call reads, then what it means for production, then the minutes after deploy. */
function rankOf(query: QueryResult, queries: readonly QueryResult[], state = 'none'): number[] {
  const impact = impactOf(query, queries);
  const place = states.indexOf(state);
  return [
    bandOf(query, 'after').kind === 'fails' ? 0 : 1,
    place < 0 ? states.length : place,
    Math.min(bandRank(bandOf(query, 'after')), bandRank(bandOf(query, 'afterDeploy')) + 1),
    -(impact.workload?.addedMs ?? 0),
    -(impact.ratio ?? 0),
  ];
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

function key({ name, parameters }: { name: string; parameters: string }): string {
  return JSON.stringify([name, parameters]);
}

/** Causes, and the findings of each, are worst first: the first one of a query stays. */
function causesByQuery(causes: readonly CauseView[]) {
  const found = new Map<string, NonNullable<Row['finding']>>();
  for (const { head, findings } of causes)
    for (const { query, state, stateLabel, anchor } of [head, ...findings]) {
      if (!query || found.has(key(query))) continue;
      found.set(key(query), { state, label: stateLabel, href: anchor });
    }
  return found;
}
