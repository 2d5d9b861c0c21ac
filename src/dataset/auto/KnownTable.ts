/** What is known of a table from elsewhere, such as production's statistics; all of it optional. */
export interface KnownTable {
  /** Rows at scale 1. */
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
}
