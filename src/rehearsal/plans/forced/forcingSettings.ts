import { type PlanFeatures, surplus } from './planFeatures.ts';

type Settings = Record<string, string>;

const off = (...names: string[]): Settings => Object.fromEntries(names.map((name) => [name, 'off']));

/** What takes a kind of scan from the planner; enable_indexscan is that of index-only scans, too (cost_index in costsize.c). */
const scans: Record<string, Settings> = {
  'Seq Scan': off('enable_seqscan'),
  'Index Scan': off('enable_indexscan'),
  'Index Only Scan': off('enable_indexonlyscan'),
  'Bitmap Heap Scan': off('enable_bitmapscan'),
  'Tid Scan': off('enable_tidscan'),
};

/** What takes other choices from it, with the version that brought the setting. */
const others: Record<string, { since?: number; settings: Settings }> = {
  'Nested Loop': { settings: off('enable_nestloop') },
  'Hash Join': { settings: off('enable_hashjoin') },
  'Merge Join': { settings: off('enable_mergejoin') },
  Sort: { settings: off('enable_sort') },
  'Incremental Sort': { since: 13, settings: off('enable_incremental_sort') },
  'Aggregate: Hashed': { settings: off('enable_hashagg') },
  'Aggregate: Sorted': { settings: off('enable_sort') },
  Memoize: { since: 14, settings: off('enable_memoize') },
  Materialize: { settings: off('enable_material') },
  parallel: { settings: { max_parallel_workers_per_gather: '0' } },
  JIT: { settings: off('jit') },
};

/** Without which small tables are read by one process alone; costs stay what they are. */
const parallel: Settings = { min_parallel_table_scan_size: '0', min_parallel_index_scan_size: '0' };

/**
 * Settings under which the planner may take up again what it gave up, the fewest first; at most three. What came in the
 * place of a lost choice is taken away; then of a lost scan every other kind; then everything that came.
 */
export function forcingSettings(before: PlanFeatures, after: PlanFeatures, major: number): Settings[] {
  const lost = surplus(before, after);
  const gained = surplus(after, before);
  const lostScans = kindsOf(lost);
  const gainedScans = kindsOf(gained);
  const instead = merged(gainedScans.map((kind) => scans[kind]));
  const besides = merged(
    Object.entries(scans).map(([kind, settings]) => (lostScans.includes(kind) ? {} : settings)),
  );
  const rest = merged(
    gained.map((feature) => {
      const known = others[feature];
      return known && major >= (known.since ?? 0) ? known.settings : {};
    }),
  );
  const spread = lost.includes('parallel') ? parallel : {};
  const attempts = [
    instead,
    { ...rest, ...spread },
    { ...instead, ...rest, ...spread },
    ...(lostScans.length > 0 ? [{ ...instead, ...without(besides, lostScans), ...rest }] : []),
  ].filter((settings) => Object.keys(settings).length > 0);
  const texts = new Map(attempts.map((settings) => [JSON.stringify(settings), settings]));
  return [...texts.values()].sort((a, b) => Object.keys(a).length - Object.keys(b).length).slice(0, 3);
}

function kindsOf(features: readonly string[]): string[] {
  return [...new Set(features.flatMap((feature) => /^scan .+: ([\w ]+)$/.exec(feature)?.[1] ?? []))];
}

/** An index-only scan is one of the index, and a bitmap is made by index scans of its own kind. */
function without(settings: Settings, kept: readonly string[]): Settings {
  const { enable_indexscan, ...rest } = settings;
  if (enable_indexscan === undefined || kept.includes('Index Only Scan')) return rest;
  return settings;
}

function merged(all: readonly (Settings | undefined)[]): Settings {
  return Object.assign({}, ...all);
}
