import type { Queue } from '../../analysis/queues.ts';
import { modeName } from '../../evidence/LockMode.ts';
import type { Finding } from '../../findings/Finding.ts';
import type { Hold, QueryResult, Stall } from '../../findings/Result.ts';
import { formatCount } from '../../units.ts';
import {
  formatAmount,
  formatBound,
  formatInterval,
  formatMeasured,
  formatRatio,
  plural,
} from '../text/amounts.ts';
import { oneLine } from '../text/printable.ts';
import { type CauseFacts, causeFacts } from './causeFacts.ts';
import { type Cause, excess, explains } from './causes.ts';
import { queryOf } from './locationOf.ts';
import { ratioText } from './plans/bandOf.ts';
import { blameText, whySentences } from './plans/blameText.ts';
import { impactSentence } from './plans/impactText.ts';

/** More key queries of one cause are in the report. */
const mostQueries = 5;

/**
 * The facts of a cause, a line each: where, what was held and for how long, what waited, against which bound; then the key
 * queries, since when and why their plans are others.
 * @param shown what stands beside the lines, and is not said again
 */
export function causeLines(cause: Cause, shown = ''): string[] {
  const facts = causeFacts(cause);
  const told = new Set(['migration/failed', 'lock/hold', 'lock/stall', 'lock/queue']);
  if (facts.rewrites.length > 0) told.add('migration/rewrite');
  if (facts.scans.length > 0) told.add('migration/scan');
  if (facts.holds.length === 0) told.delete('lock/hold');
  if (!facts.stall) told.delete('lock/stall');
  if (!facts.error) told.delete('migration/failed');
  const ofQueries = (finding: Finding) => queryOf(cause.scenario, finding) !== null;
  return [
    ...whereLines(facts),
    ...errorLines(facts),
    ...facts.holds.map(({ hold, finding }) => `${holdText(hold)}${against(finding)}`),
    ...(facts.rewrites.length > 0 ? [`rewrites ${facts.rewrites.join(', ')}`] : []),
    ...(facts.scans.length > 0 ? [`scans ${facts.scans.join(', ')}`] : []),
    ...(facts.stall ? [`${stallText(facts.stall.stall)}${against(facts.stall.finding)}`] : []),
    ...facts.queues.map(queueText),
    ...cause.findings
      .filter(
        (finding, index) => !told.has(finding.rule) && !ofQueries(finding) && (index > 0 || finding.bound),
      )
      .map(findingLine),
    ...queriesLines(facts, cause, shown),
  ];
}

/** `ACCESS EXCLUSIVE on public.orders held 3.41–3.46 s`. */
function holdText({ mode, relation, lowMs, highMs }: Hold): string {
  return `${modeName(mode)} on ${relation} held ${formatInterval(lowMs, highMs, 'ms')}`;
}

/** `traffic orders-of-customer waited up to 3.4 s for ACCESS SHARE on public.orders`. */
export function stallText({ source, query, maxMs, waitedForMode, relation, exact }: Stall): string {
  const time = `${exact ? '' : 'about '}${formatAmount(maxMs, 'ms')}`;
  return `${source} ${query} waited up to ${time} for ${modeName(waitedForMode)} on ${relation}`;
}

/** `no lock_timeout on public.orders: behind a transaction open for 2 s, a read and a write waited 1.93 s`. */
export function queueText({ relation, lockTimeoutMs, probe }: Queue): string {
  const bound =
    lockTimeoutMs === 0
      ? `no lock_timeout on ${relation}`
      : `lock_timeout of ${formatAmount(lockTimeoutMs, 'ms')} on ${relation}`;
  if (!probe) return bound;
  const { heldMs, readMs, writeMs } = probe;
  const victims = [readMs === null ? '' : 'a read', writeMs === null ? '' : 'a write'].filter(Boolean);
  if (victims.length === 0) return bound;
  const waited = formatAmount(Math.max(readMs ?? 0, writeMs ?? 0), 'ms');
  return `${bound}: behind a transaction open for ${formatAmount(heldMs, 'ms')}, ${victims.join(' and ')} waited ${waited}`;
}

/** `statement 1 of 0002_region, line 4`. */
function statementText({ migration, statement }: CauseFacts): string | null {
  if (!migration) return null;
  const place = migration.line === null ? '' : `, line ${migration.line}`;
  return `${statement ? `statement ${statement.index} of ` : ''}${migration.id}${place}`;
}

function whereLines(facts: CauseFacts): string[] {
  const where = statementText(facts);
  if (!where) return [];
  return [facts.statement ? `${where}: ${oneLine(facts.statement.sql, 160)}` : where];
}

function errorLines({ error }: CauseFacts): string[] {
  if (!error) return [];
  const parts = [`ERROR ${error.code}: ${oneLine(error.message)}`];
  if (error.detail) parts.push(`Detail: ${oneLine(error.detail)}`);
  if (error.hint) parts.push(`Hint: ${oneLine(error.hint)}`);
  return parts;
}

/** Of each query the worst parameter set at length, the others in a line. */
function queriesLines({ queries }: CauseFacts, cause: Cause, shown: string): string[] {
  const names = [...new Set(queries.map(({ name }) => name))];
  const lines: string[] = [];
  for (const name of names.slice(0, mostQueries)) {
    const [worst, ...others] = queries.filter((query) => query.name === name);
    const said = [shown, ...lines].join(' ');
    const rules = new Set(findingsOf(worst!, cause).map(({ rule }) => rule));
    // Production counts a query, and not its parameter sets: the worst one's impact stands for all.
    const impact = shown.includes('Production counted') ? '' : impactSentence(worst!, cause.scenario.queries);
    lines.push(
      ...findingsLines(worst!, cause),
      ...(others.length > 0 ? [`other parameters: ${others.map(pagesText).join(', ')}`] : []),
      ...others.flatMap((query) =>
        findingsOf(query, cause)
          .filter((finding) => !rules.has(finding.rule) && !explains(finding))
          .map((finding) => titleLine(finding, query)),
      ),
      ...whySentences(worst!, said).map((text) => oneLine(text)),
      ...[impact].filter(Boolean),
    );
  }
  const more = names.length - mostQueries;
  return more > 0 ? [...lines, `and ${plural(more, 'more key query', 'more key queries')}`] : lines;
}

function findingsOf(query: QueryResult, { scenario, findings }: Cause): Finding[] {
  return findings.filter((finding) => queryOf(scenario, finding) === query);
}

/** Its pages with the bound, the rules that only say why, and what else was found, the cause's title apart. */
function findingsLines(query: QueryResult, cause: Cause): string[] {
  const own = findingsOf(query, cause);
  const [first] = cause.findings;
  const pages = own.find(({ rule }) => rule === 'plan/buffers') ?? null;
  const known = query.before.buffers !== null && query.after.buffers !== null;
  const worse = known && query.after.buffers! > query.before.buffers!;
  const why = new Set(
    own.filter((finding) => explains(finding) && finding !== first).map(({ rule }) => rule),
  );
  const others = own.filter(
    (finding) =>
      !explains(finding) &&
      finding !== first &&
      finding.rule !== 'plan/query-fails' &&
      !(known && finding === pages),
  );
  return [
    `${readsText(query)}${worse ? against(pages) : ''}${why.size > 0 ? `; ${[...why].join(', ')}` : ''}`,
    ...others.map((finding) => titleLine(finding, query)),
  ];
}

/** Without the statement to blame, which another line names. */
function titleLine({ rule, title }: Finding, query: QueryResult): string {
  const { who = '' } = blameText(query) ?? {};
  return `${rule}: ${oneLine(who === '' ? title : title.replace(`, since ${who}`, ''))}`;
}

/** `key query orders-of-customer (top) reads 23,841 pages, before 11 pages (2,168×)`. */
function readsText({ name, parameters, before, after }: QueryResult): string {
  const query = `key query ${name} (${parameters})`;
  if (before.buffers === null || after.buffers === null) return query;
  if (before.buffers === after.buffers) return `${query} reads ${plural(after.buffers, 'page')}, as before`;
  return `${query} reads ${plural(after.buffers, 'page')}, before ${plural(before.buffers, 'page')}${timesText(before.buffers, after.buffers)}`;
}

/** `rare 3 → 1,213 pages (404×)`. */
function pagesText({ parameters, before, after }: QueryResult): string {
  if (after.error) return `${parameters} fails`;
  if (before.buffers === null || after.buffers === null) return parameters;
  if (before.buffers === after.buffers) return `${parameters} ${plural(after.buffers, 'page')}, as before`;
  return `${parameters} ${formatCount(before.buffers)} → ${plural(after.buffers, 'page')}${timesText(before.buffers, after.buffers)}`;
}

function timesText(before: number, after: number): string {
  const text = ratioText(after / Math.max(1, before));
  return text === 'same' || text === 'none' ? '' : ` (${text})`;
}

function findingLine(finding: Finding): string {
  const amount = finding.measured ? ` (${formatMeasured(finding.measured)})` : '';
  return `${finding.rule}: ${oneLine(finding.title)}${finding.bound ? `${amount}${against(finding)}` : ''}`;
}

/** `; budget 500 ms, exceeded 6.8 times`. */
function against(finding: Finding | null): string {
  if (!finding?.bound) return '';
  const times = finding.bound.unit === 'ratio' ? null : excess(finding);
  const over = times !== null && times > 1 ? `, exceeded ${formatRatio(times)}` : '';
  return `; ${formatBound(finding.bound)}${over}`;
}
