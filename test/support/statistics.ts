import type { Client } from 'pg';

/** What pg_stats says of a column. */
export interface Statistics {
  null_frac: number;
  /** As a count; a share of the rows made one. */
  distinct: number;
  correlation: number | null;
  /** Frequencies by most common value, as text, the most common first. */
  common: Map<string, number>;
  /** The histogram's bounds, as text. */
  bounds: string[];
}

/** Rows that ANALYZE looks at: 300 times the default statistics target (std_typanalyze in analyze.c). */
export const sampled = 30_000;

/**
 * How far a share in ANALYZE's sample may lie from the true one: five standard errors of a binomial
 * proportion, √(p(1 − p)/n), which chance exceeds once in 1.7 million.
 */
export function margin(share: number): number {
  return 5 * Math.sqrt(Math.max(share * (1 - share), 1 / sampled) / sampled);
}

/** The same for a correlation: (1 − ρ²)/√n, and what placing by blocks rounds. */
export function correlationMargin(correlation: number): number {
  return (5 * (1 - correlation ** 2)) / Math.sqrt(sampled) + 0.01;
}

/** Statistics by column; `rows` of the table turn negative numbers of distinct values into counts. */
export async function readStatistics(
  client: Client,
  table: string,
  rows: number,
): Promise<Map<string, Statistics>> {
  const found = await client.query<{
    name: string;
    null_frac: number;
    n_distinct: number;
    correlation: number | null;
    freqs: number[] | null;
    vals: string[] | null;
    bounds: string[] | null;
  }>(
    `select attname::text as name, null_frac, n_distinct, correlation, most_common_freqs as freqs,
       most_common_vals::text::text[] as vals, histogram_bounds::text::text[] as bounds
     from pg_stats where tablename = $1`,
    [table],
  );
  return new Map(
    found.rows.map(({ name, null_frac, n_distinct, correlation, freqs, vals, bounds }) => [
      name,
      {
        null_frac,
        distinct: n_distinct < 0 ? -n_distinct * rows : n_distinct,
        correlation,
        common: new Map((vals ?? []).map((value, i) => [value, freqs![i]!])),
        bounds: bounds ?? [],
      },
    ]),
  );
}

/** A normal distribution's share below a value, to 1.5e-7 (Abramowitz and Stegun 7.1.26). */
export function normalShare(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const tail =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - tail * Math.exp((-z * z) / 2);
  return z < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}
