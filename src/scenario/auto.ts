/** Rows for every table that the base has, made up from its columns' types. */
export interface AutoData {
  readonly auto: {
    /** Positive integer: rows of each table, at `--scale 1`. */
    readonly rows: number;
  };
}

/** Fills every table that the base has, for a first look at migrations whose tables are not declared yet. */
export function auto(options: AutoData['auto']): AutoData {
  return { auto: options };
}
