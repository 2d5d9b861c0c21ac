/** One statement, or transaction, of the load. Times are milliseconds of the repeat's clock. */
export interface Ran {
  dueMs: number;
  /** When a connection took it up; the same as `finishedMs` where none did. */
  sentMs: number;
  finishedMs: number;
  /** How late our own process noticed that it was due. */
  lateMs: number;
  /** Process id of the backend; 0 where none took it up. */
  backend: number;
  /** Null where it succeeded: a SQLSTATE, `connection`, or `timeout` where it never ended. */
  code: string | null;
  /** Whether it did not wait, but was refused and asked again until `finishedMs`. */
  refused: boolean;
}

const fields = 7;

/** What became of every statement, in 56 bytes each: a long stall under much load makes many. */
export class StatementLog implements Iterable<Ran> {
  #values = new Float64Array(fields * 1024);
  #codes: (string | null)[] = [null];
  length = 0;

  push({ dueMs, sentMs, finishedMs, lateMs, backend, code, refused }: Ran): void {
    const at = this.length++ * fields;
    if (at === this.#values.length) {
      const larger = new Float64Array(at * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set([dueMs, sentMs, finishedMs, lateMs, backend, this.#numberOf(code), Number(refused)], at);
  }

  *[Symbol.iterator](): Generator<Ran> {
    for (let at = 0; at < this.length * fields; at += fields) {
      const [dueMs, sentMs, finishedMs, lateMs, backend, code, refused] = this.#values.subarray(
        at,
        at + fields,
      );
      yield {
        dueMs: dueMs!,
        sentMs: sentMs!,
        finishedMs: finishedMs!,
        lateMs: lateMs!,
        backend: backend!,
        code: this.#codes[code!]!,
        refused: refused === 1,
      };
    }
  }

  #numberOf(code: string | null): number {
    const known = this.#codes.indexOf(code);
    return known === -1 ? this.#codes.push(code) - 1 : known;
  }
}
