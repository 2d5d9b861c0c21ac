import type { Result, ScenarioResult } from '../../findings/Result.ts';
import { plural } from '../text/amounts.ts';
import { causesOf, countStates, stateOf } from './causes.ts';

/** The whole result in one sentence, for somebody who decides about a release. */
export function verdictSentence(result: Result): string {
  const { scenarios } = result;
  if (scenarios.length === 0) return 'No scenario was rehearsed.';
  const failing = scenarios.filter(({ verdict }) => verdict === 'fail');
  const inconclusive = scenarios.filter(({ verdict }) => verdict === 'inconclusive');
  const parts = [
    failing.length > 0 ? failingPart(failing, scenarios.length) : '',
    inconclusivePart(inconclusive, scenarios.length, failing.length > 0),
    passingPart(scenarios, failing.length + inconclusive.length),
    acceptedPart(countStates(causesOf(result)).accepted),
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

function failingPart(failing: ScenarioResult[], total: number): string {
  const subject =
    failing.length === total && total > 1 ? `All ${total} scenarios` : ofTotal(failing.length, total);
  const ways = new Set(failing.map(wayOfFailing));
  const [way] = ways;
  if (ways.size > 1) {
    const details = failing.map((scenario) => `${scenario.name} ${phrases[wayOfFailing(scenario)].one}`);
    return `${subject} ${failing.length === 1 ? 'fails' : 'fail'}: ${list(details)}`;
  }
  return `${subject} ${phrases[way!][failing.length === 1 ? 'one' : 'many']}: ${list(names(failing))}`;
}

const phrases = {
  error: { one: 'could not be rehearsed', many: 'could not be rehearsed' },
  migration: { one: 'has a migration that fails', many: 'have a migration that fails' },
  query: { one: 'breaks a key query', many: 'break a key query' },
  both: {
    one: 'would breach its budgets and has regressed',
    many: 'would breach their budgets and have regressed',
  },
  budget: { one: 'would breach its budgets', many: 'would breach their budgets' },
  regression: { one: 'has regressed', many: 'have regressed' },
  other: { one: 'fails', many: 'fail' },
} as const;

function wayOfFailing(scenario: ScenarioResult): keyof typeof phrases {
  const failing = scenario.findings.filter((finding) => stateOf(finding) === 'fail');
  if (failing.some(({ rule }) => rule === 'migration/failed')) return 'migration';
  if (failing.some(({ rule }) => rule === 'plan/query-fails')) return 'query';
  const breached = failing.some(({ verdict }) => verdict === 'breached');
  if (breached && failing.some(({ verdict }) => verdict === 'regressed')) return 'both';
  if (breached) return 'budget';
  if (failing.some(({ verdict }) => verdict === 'regressed')) return 'regression';
  return scenario.error ? 'error' : 'other';
}

function inconclusivePart(inconclusive: ScenarioResult[], total: number, more: boolean): string {
  if (inconclusive.length === 0) return '';
  const count = more ? `${inconclusive.length}` : ofTotal(inconclusive.length, total);
  return `${count} ${inconclusive.length === 1 ? 'is' : 'are'} inconclusive: ${list(names(inconclusive))}`;
}

function passingPart(scenarios: ScenarioResult[], others: number): string {
  const passing = scenarios.length - others;
  if (others > 0) return passing > 0 ? `${passing} ${passing === 1 ? 'passes' : 'pass'}` : '';
  return passing === 1 ? `${scenarios[0]!.name} passes` : `All ${passing} scenarios pass`;
}

function acceptedPart(count: number): string {
  return count > 0 ? `${plural(count, 'known risk')} accepted` : '';
}

function ofTotal(count: number, total: number): string {
  return total === 1 ? 'The scenario' : `${count} of ${total} scenarios`;
}

function names(scenarios: ScenarioResult[]): string[] {
  return scenarios.map(({ name }) => name);
}

function list(items: string[]): string {
  const shown = items.length > 4 ? [...items.slice(0, 3), `${items.length - 3} more`] : items;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
