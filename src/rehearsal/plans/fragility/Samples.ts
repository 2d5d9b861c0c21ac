import type { ExplainPlan } from '../../../evidence/ExplainPlan.ts';
import type { FragilityEvidence } from '../../../evidence/QueryEvidence.ts';

/** The plans of one query among samples, by what they are. */
export class Samples {
  readonly #plans = new Map<string, { plan: ExplainPlan; count: number }>();
  #analyzes = 0;

  add(identity: string, plan: ExplainPlan): void {
    this.#analyzes++;
    const known = this.#plans.get(identity);
    if (known) known.count++;
    else this.#plans.set(identity, { plan, count: 1 });
  }

  /** Whether chance decides. */
  get differ(): boolean {
    return this.#plans.size > 1;
  }

  /** The most frequent first; null where there was no sample. */
  evidence(when: FragilityEvidence['when']): FragilityEvidence | null {
    if (this.#analyzes === 0) return null;
    const plans = [...this.#plans.values()].sort((a, b) => b.count - a.count);
    return { when, analyzes: this.#analyzes, plans };
  }
}
