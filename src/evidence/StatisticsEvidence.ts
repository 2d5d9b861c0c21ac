/** What the planner knew: two runs with equal hashes plan alike. */
export interface StatisticsEvidence {
  /** Of pg_statistic, pg_statistic_ext_data, and of pages and rows in pg_class, under the names of tables and columns. */
  before: StatisticsFacts;
  /** After VACUUM (ANALYZE) of what the migrations touched; null where it was not reached. */
  after: StatisticsFacts | null;
}

export interface StatisticsFacts {
  hash: string;
  tables: {
    /** As relations are named in results. */
    name: string;
    rows: number;
    /** `exact`: ANALYZE read all rows; `imported`: those of the first build of this dataset; `sampled`: those of chance. */
    from: 'exact' | 'imported' | 'sampled';
  }[];
}
