import { analyse } from '../analysis/analyse.ts';
import type { Facts } from '../analysis/Facts.ts';
import { thresholdsOf } from '../analysis/thresholdsOf.ts';
import type { DatasetFacts, Evidence } from '../evidence/Evidence.ts';
import type { RelationFacts } from '../evidence/RelationFacts.ts';
import { applyAcceptances } from './acceptances.ts';
import type { UsableBaseline } from './Baseline.ts';
import type { Finding } from './Finding.ts';
import { productionNotes } from './productionAge.ts';
import type { ScenarioResult, Verdict } from './Result.ts';
import type { Draft, RuleContext } from './Rule.ts';
import { rules } from './ruleRegistry.ts';
import { runnerWords } from './runnerWords.ts';

export interface JudgeOptions {
  baseline: UsableBaseline | null;
  /** What was said while the baseline was looked for. */
  notes: string[];
  /** False for `--no-accept`. */
  accept: boolean;
}

/** Holds a scenario's evidence against its baseline and budgets. Pure: the same evidence gives the same result. */
export function judge(evidence: Evidence, options: JudgeOptions): ScenarioResult {
  const facts = analyse(evidence);
  const context = contextOf(evidence, facts, options.baseline);
  const found = unique(
    rules.flatMap((rule) => rule.check(context).map((draft) => toFinding(draft, rule.id, evidence))),
  );
  const observed = evidence.pending.every((id) => facts.migrations.some((migration) => migration.id === id));
  const complete = evidence.error === null && evidence.notObserved.length === 0 && observed;
  const { findings, acceptances } = applyAcceptances(found, options.accept ? evidence.scenario.accept : [], {
    scenario: evidence.scenario.name,
    day: evidence.startedAt.slice(0, 10),
    scale: evidence.scenario.scale,
    complete,
  });
  const { name, description, tags, file, baselineFile, scale, seed } = evidence.scenario;
  return {
    name,
    description,
    tags,
    file,
    baselineFile,
    scale,
    seed,
    host: evidence.host,
    server: evidence.server,
    startedAt: evidence.startedAt,
    finishedAt: evidence.finishedAt,
    verdict: verdictOf(findings, complete),
    error: evidence.error,
    notObserved: evidence.notObserved,
    ...(evidence.scenario.runner ? { runner: evidence.scenario.runner } : {}),
    notes: [
      ...(evidence.scenario.runner && evidence.pending.length > 0
        ? [runnerWords(evidence.scenario.runner)]
        : []),
      ...(evidence.nothingPending ? [evidence.nothingPending] : []),
      ...productionNotes(evidence),
      ...(evidence.dataset?.unfilled ?? []).map(({ table, reason }) => `${table} is empty: ${reason}`),
      ...(evidence.notes ?? []),
      ...options.notes,
    ],
    pending: evidence.pending,
    dataset: evidence.dataset && withoutReasons(evidence.dataset),
    migrations: facts.migrations,
    queries: facts.queries,
    waitsFrom: facts.waitsFrom,
    traffic: facts.traffic,
    calibrationMs: facts.calibrationMs,
    findings,
    acceptances,
  };
}

function contextOf(evidence: Evidence, facts: Facts, baseline: UsableBaseline | null): RuleContext {
  return {
    facts,
    scenario: { ...evidence.scenario, thresholds: thresholdsOf(evidence.scenario) },
    catalogs: evidence.catalogs ?? {},
    interrupted: evidence.error?.code === 'server/interrupted',
    relations: new Map(
      evidence.relations.map((relation) => [relation.name, { ...relation, ...loaded(relation) }]),
    ),
    startedAt: evidence.startedAt,
    server: evidence.server,
    major: evidence.server?.major ?? 0,
    baseline,
    gates: baseline !== null || hasBudget(evidence),
  };

  /** What was loaded is known exactly; pg_class has an estimate. */
  function loaded({ name }: RelationFacts): Pick<RelationFacts, 'rows'> | null {
    const table = evidence.dataset?.tables.find((one) => one.name === name);
    return table ? { rows: table.rows } : null;
  }
}

function hasBudget({ scenario: { budgets } }: Evidence): boolean {
  const { durationMs, walBytes, rollbackMs, worst, relations } = budgets;
  const bounds = [worst, ...Object.values(relations)];
  const narrow = bounds.some(({ holdMs, stallMs }) => stallMs !== null || Object.keys(holdMs).length > 0);
  return durationMs !== null || walBytes !== null || rollbackMs !== null || narrow;
}

function withoutReasons({ key, cached, loadMs, tables }: DatasetFacts): ScenarioResult['dataset'] {
  return { key, cached, loadMs, tables };
}

/** The id is stable from night to night: it holds what the finding is about, never a measurement. */
function toFinding(draft: Draft, rule: Finding['rule'], evidence: Evidence): Finding {
  const { migration, statement, relation, mode, query, parameters } = draft.subject;
  const about = [migration, statement, relation, mode, query, parameters].filter(
    (part) => part !== undefined,
  );
  return { id: [evidence.scenario.name, rule, ...about].join(':'), rule, ...draft, accepted: null };
}

/** Two findings about one thing, as when traffic and a canary of one name wait, are numbered. */
function unique(findings: readonly Finding[]): Finding[] {
  const counts = new Map<string, number>();
  return findings.map((finding) => {
    const count = (counts.get(finding.id) ?? 0) + 1;
    counts.set(finding.id, count);
    return count === 1 ? finding : { ...finding, id: `${finding.id}:${count}` };
  });
}

function verdictOf(findings: readonly Finding[], complete: boolean): Verdict {
  if (findings.some(({ severity }) => severity === 'fail')) return 'fail';
  return complete ? 'pass' : 'inconclusive';
}
