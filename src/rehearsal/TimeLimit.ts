/**
 * What is dropped when time runs short, in this order, and the share of the limit after which it is. The
 * migrations themselves are never dropped once a scenario has begun; scenarios that have not begun are.
 */
export const droppable = {
  repeats: 0.5,
  fragility: 0.65,
  rollback: 0.7,
  blame: 0.75,
  latency: 0.8,
  results: 0.85,
  afterDeploy: 0.9,
  scenario: 1,
} as const;
export type Droppable = keyof typeof droppable;

const words: Record<Droppable, string> = {
  repeats: 'repeats beyond the first',
  fragility: 'plans that hang on what ANALYZE samples',
  rollback: 'the rollback',
  blame: 'who changed the plans',
  latency: 'the latency of the key queries',
  results: 'the results of the key queries',
  afterDeploy: 'the plans right after deploy',
  scenario: 'the whole scenario',
};
const order = Object.values(words);

/** `--time-limit`, counted from the start of the run. */
export class TimeLimit {
  readonly #limitMs: number | null;
  readonly #startedMs = performance.now();

  constructor(limitMs: number | null) {
    this.#limitMs = limitMs;
  }

  /** Milliseconds until the limit is reached; null where there is none. */
  get leftMs(): number | null {
    return this.#limitMs === null ? null : this.#limitMs - (performance.now() - this.#startedMs);
  }

  /** Of the limit that is used, from 0; 0 where there is none. */
  get used(): number {
    return this.#limitMs === null ? 0 : (performance.now() - this.#startedMs) / this.#limitMs;
  }

  /** Whether a stage is to be dropped; then `notObserved` says so, once, in the order of `droppable`. */
  drops(stage: Droppable, notObserved: string[]): boolean {
    if (this.#limitMs === null) return false;
    const share = this.used;
    if (share < droppable[stage]) return false;
    if (!notObserved.some((sentence) => sentence.startsWith(`${words[stage]}:`))) {
      notObserved.push(`${words[stage]}: dropped, ${Math.round(share * 100)} % of the time limit was used`);
      notObserved.sort((a, b) => place(a) - place(b));
    }
    return true;
  }
}

/** What was not observed for another reason comes last. */
function place(sentence: string): number {
  const index = order.findIndex((start) => sentence.startsWith(`${start}:`));
  return index === -1 ? order.length : index;
}
