/** What is known of a table from elsewhere, such as production's statistics; all of it optional. */
export interface KnownTable {
  /** Rows that it has there, at the run's scale: no more are made up. */
  rows?: number;
  /** By the column's name. */
  columns?: Readonly<Record<string, KnownColumn>>;
}

export interface KnownColumn {
  /** `null_frac` of pg_stats: 0 to 1. */
  nullFraction?: number;
  /** How many different values there are; negative: as a share of the rows, as in pg_stats. */
  distinct?: number;
  /** `correlation` of pg_stats: −1 to 1. */
  correlation?: number;
  /** `most_common_freqs` of pg_stats: shares of the most common values, without the values. */
  mostCommonFrequencies?: readonly number[];
  /** `avg_width` of pg_stats: bytes. */
  averageWidth?: number;
  /** Of a reference: share of the parents that no row refers to. */
  childless?: number;
  /** Of a reference: how uneven it is, as in zipf(exponent); 0: evenly. */
  exponent?: number;
}
