import type { RunnerFacts } from '../evidence/ScenarioFacts.ts';

const policies: Readonly<Record<RunnerFacts['transaction'], string>> = {
  own: 'each file in a transaction of its own',
  shared: 'all pending files in one transaction',
  none: 'each statement by itself',
  implicit: 'each file as one query, which is one implicit transaction',
};

/** `as golang-migrate runs them: each file as one query, …; detected, because its files are …` */
export function runnerWords({ name, how, why, transaction }: RunnerFacts): string {
  const tool = name === 'plain' ? 'run as plain files' : `run as ${name} runs them`;
  return `${tool}: ${policies[transaction]}; ${how}, because ${why}`;
}
