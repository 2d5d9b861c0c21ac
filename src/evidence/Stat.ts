/** Some measurements of one thing: `low` and `high` are the smallest and the largest. */
export interface Stat {
  median: number;
  low: number;
  high: number;
  samples: number[];
}
