/**
 * How much equal values say of the order of rows. With q a value's share of the rows and c the middle of its
 * place in the order of all: Σ q², Σ q³, and 3 Σ q²(c² − c + 1/2 + q²/12).
 */
export interface Ties {
  readonly squares: number;
  readonly cubes: number;
  readonly cross: number;
}

/** Of values that are all alike. */
export function evenTies(size: number): Ties {
  return { squares: 1 / size, cubes: 1 / (size * size), cross: 1 / size };
}

/** Adds up values in their order. */
export class TieSum {
  #before = 0;
  #squares = 0;
  #cubes = 0;
  #cross = 0;

  /** Some values that follow each other, each with this share. */
  add(share: number, values = 1): void {
    const square = values * share * share;
    const middle = this.#before + (values * share) / 2;
    this.#squares += square;
    this.#cubes += square * share;
    this.#cross += 3 * square * (middle * middle - middle + 0.5 + (share * share) / 12);
    this.#before += values * share;
  }

  get ties(): Ties {
    return { squares: this.#squares, cubes: this.#cubes, cross: this.#cross };
  }
}

/**
 * The correlation that ANALYZE measures where a share of the rows lies in its place and the others anywhere.
 * It sorts equal values by their place in the table. So, ranks apart that are in order between the values
 * (a(1 − Σ q³)), each value adds 3q² times the mean distance of two of its rows: q/3 for two in place,
 * c² − c + 1/2 + q²/12 for one, 1/3 for none.
 *
 * @param sign −1 where the share lies in reverse
 */
export function measured({ squares, cubes, cross }: Ties, share: number, sign: 1 | -1): number {
  const rest = 1 - share;
  return (
    sign * share * (1 - cubes) + share * share * cubes + 2 * share * rest * cross + rest * rest * squares
  );
}
