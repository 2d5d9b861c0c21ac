import type { Scenario } from './Scenario.ts';

/** Gives its argument back; there for the types. */
export function defineScenario<const Query extends string = never>(
  scenario: Scenario<Query>,
): Scenario<Query> {
  return scenario;
}
