import { impactOf } from '../../../analysis/plans/impact.ts';
import type { Stat } from '../../../evidence/Stat.ts';
import type { QueryResult } from '../../../findings/Result.ts';
import { formatCount, formatDuration } from '../../../units.ts';
import { formatLatency } from '../../text/amounts.ts';
import { errorView } from '../errorView.ts';
import { sqlView } from '../sqlView.ts';
import { type Band, bandOf } from './bandOf.ts';
import { blameText } from './blameText.ts';
import { othersOf } from './fragilityText.ts';
import { addedText, callsText, impactSentence, shareText } from './impactText.ts';
import { type PlansContext, plansView } from './plansView.ts';
import { ratioBar } from './ratioBar.ts';
import { resultText } from './resultText.ts';

const changes: Record<QueryResult['change'], string> = {
  none: 'same plan',
  shape: 'another plan',
  cost: 'same plan, another cost',
  work: 'same plan, other work',
  fails: 'fails',
};

export interface QueryContext extends PlansContext {
  queries: readonly QueryResult[];
  /** Where a statement is shown, by migration and number. */
  statementAnchor(migration: string, statement: number | null): string;
}

/** A key query with one parameter set: its row, and all that is known of its plans. */
export function queryView(query: QueryResult, id: string, context: QueryContext) {
  const { before, afterDeploy, after } = query;
  const impact = impactOf(query, context.queries);
  const blame = blameText(query);
  const error = after.error ?? afterDeploy.error ?? before.error;
  return {
    id,
    name: query.name,
    parameters: query.parameters,
    band: bandOf(query, 'after'),
    deployed: deployedBand(query),
    bar: ratioBar(impact.ratio),
    pages: figure(before.buffers, afterDeploy.buffers, after.buffers, formatCount),
    cost: figure(before.cost, afterDeploy.cost, after.cost, formatCount),
    rows: figure(before.rows, afterDeploy.rows, after.rows, formatCount),
    latency: figure(
      before.latencyMs?.median,
      afterDeploy.latencyMs?.median,
      after.latencyMs?.median,
      formatLatency,
    ),
    latencyRange:
      before.latencyMs && after.latencyMs
        ? `${latencyRange(before.latencyMs)} → ${latencyRange(after.latencyMs)}`
        : '',
    added: addedText(impact),
    share: shareText(impact),
    impact: impactSentence(query, context.queries),
    change: before.error && after.error ? 'failed before, too' : changes[query.change],
    hint: hintOf(query),
    blame: blame
      ? {
          ...blame,
          href: query.blame?.migration
            ? context.statementAnchor(query.blame.migration, query.blame.statement)
            : '',
        }
      : null,
    reasons: (query.reasons ?? []).map(({ text, until }) => ({
      text,
      when: until === 'analyze' ? 'until the next ANALYZE' : '',
    })),
    result: resultText(query),
    about: aboutLines(query),
    sql: sqlView(query.sql),
    error: error ? errorView(error) : null,
    limits: limitLines(query),
    ...plansView(query, context),
  };
}

export type QueryView = ReturnType<typeof queryView>;

/** Of the minutes after deploy, where they are another matter. */
function deployedBand(query: QueryResult): Band | null {
  const [deployed, later] = [bandOf(query, 'afterDeploy'), bandOf(query, 'after')];
  return deployed.kind === later.kind || deployed.kind === 'unknown' || later.kind === 'fails'
    ? null
    : deployed;
}

/** The one thing to know beside the figures. */
function hintOf(query: QueryResult): string {
  const { result, fragility = [], before, after } = query;
  const { who = '' } = blameText(query) ?? {};
  const generics = [before.generic, after.generic].map((generic) => generic?.fingerprint?.semantic);
  const generic = generics[0] && generics[1] && generics[0] !== generics[1] ? 'another generic plan' : '';
  if (who) return `${query.change === 'none' && generic ? `${generic} ` : ''}since ${who}`;
  if (result?.equal === false) return 'another result';
  const fragile = fragility.find((one) => othersOf(one) > 0);
  if (fragile) return `${othersOf(fragile)} of ${fragile.analyzes} ANALYZEs give another plan`;
  return generic;
}

function aboutLines(query: QueryResult) {
  const settings = Object.entries(query.settings ?? {}).map(([name, value]) => `${name} = ${value}`);
  return [
    { name: 'File', value: query.file ?? '' },
    { name: 'Role', value: query.role ?? '' },
    { name: 'Settings', value: settings.join(', ') },
    { name: 'On production', value: callsText(query) },
  ].filter(({ value }) => value !== '');
}

const captures = { before: 'Before', afterDeploy: 'Right after deploy', after: 'Afterwards' } as const;

function limitLines(query: QueryResult): string[] {
  const over = (['before', 'afterDeploy', 'after'] as const).filter(
    (capture) => query[capture].overLimitMs !== undefined,
  );
  return over.map(
    (capture) =>
      `${captures[capture]} it took longer than its time limit of ${formatDuration(query[capture].overLimitMs!)}: its plan was not executed to the end, and pages and rows are not known.`,
  );
}

function latencyRange({ low, high }: Stat): string {
  return `${formatLatency(low).replace(/ ms$/, '')}–${formatLatency(high)}`;
}

/** Before, right after the migrations, and after ANALYZE; the middle one only where it is another. */
function figure(
  before: number | null | undefined,
  afterDeploy: number | null | undefined,
  after: number | null | undefined,
  format: (value: number) => string,
) {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format(value);
  const [first, middle, last] = [text(before), text(afterDeploy), text(after)];
  return {
    missing: first === '–' && middle === '–' && last === '–',
    before: first,
    afterDeploy: middle === '–' || middle === last ? '' : middle,
    after: last,
    alike: first === last && (middle === last || middle === '–'),
  };
}
