import { messageOf, PgrehearseError } from '../../errors.ts';
import type { Column } from '../../scenario/columns/Column.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import { keyOf } from '../random/Key.ts';
import { compileColumn } from './compileColumn.ts';
import type { SourceContext, ValueSource, World } from './ValueSource.ts';

/**
 * The columns of one table, compiled when first asked for and filled at most once a batch. Columns that
 * look at rows elsewhere (a parent's, a duplicate's original) have a TableSources of their own for those.
 */
export class TableSources {
  readonly table: TableDeclaration;
  readonly rows: number;
  readonly #world: World;
  /** The columns being compiled, outermost first: a column that is met again depends on itself. */
  readonly #path: readonly string[];
  readonly #sources = new Map<string, Entry>();
  /** The columns being filled, outermost first. */
  readonly #filling: string[] = [];
  #batch: { rows: Int32Array; count: number } = { rows: new Int32Array(0), count: 0 };
  #number = 0;

  constructor(table: TableDeclaration, rows: number, world: World, path: readonly string[] = []) {
    this.table = table;
    this.rows = rows;
    this.#world = world;
    this.#path = path;
  }

  /** Starts a batch; columns are filled as they are asked for. */
  begin(rows: Int32Array, count: number): void {
    this.#batch = { rows, count };
    this.#number++;
  }

  get batch(): { readonly rows: Int32Array; readonly count: number } {
    return this.#batch;
  }

  source(column: string): ValueSource {
    return this.#entry(column).source;
  }

  /** The column's source, filled with the batch's rows. */
  filled(column: string): ValueSource {
    const entry = this.#entry(column);
    if (entry.filled !== this.#number) {
      if (this.#filling.includes(column)) throw this.#cycle(column);
      this.#filling.push(column);
      try {
        entry.source.fill(this.#batch.rows, this.#batch.count);
      } catch (error) {
        throw error instanceof PgrehearseError ? error : this.#failed(column, error);
      } finally {
        this.#filling.pop();
      }
      entry.filled = this.#number;
    }
    return entry.source;
  }

  #entry(name: string): Entry {
    let entry = this.#sources.get(name);
    if (entry === undefined) {
      const place = `${this.table.name}.${name}`;
      if (this.#path.includes(place)) throw this.#cycle(name);
      const source = this.#compile(name, place);
      entry = { source, filled: -1 };
      this.#sources.set(name, entry);
    }
    return entry;
  }

  #compile(name: string, place: string): ValueSource {
    try {
      return compileColumn(this.table.columns[name] as Column, this.#context(name, place));
    } catch (error) {
      throw error instanceof PgrehearseError ? error : this.#failed(name, error);
    }
  }

  /** What a column of this table is compiled in. */
  contextOf(column: string): SourceContext {
    return this.#context(column, `${this.table.name}.${column}`);
  }

  #context(column: string, place: string): SourceContext {
    const world = this.#world;
    const path = [...this.#path, place];
    const context = (siblings: TableSources, name: string, part: string): SourceContext => ({
      world,
      table: this.table,
      column: name,
      rows: siblings.rows,
      key: keyOf(world.seed, this.table.name, name, part),
      siblings,
      inner: (inner: AnyColumn, within = '') =>
        compileColumn(inner as Column, context(siblings, name, within === '' ? part : `${part}/${within}`)),
      named: (other) => context(siblings, other, part),
      elsewhere: (rows = siblings.rows) => {
        const sources = new TableSources(this.table, rows, world, path);
        return { context: context(sources, name, part), sources };
      },
    });
    return context(this, column, '');
  }

  /** A TableSources for another table, seen from a column of this one. */
  parent(column: string, table: TableDeclaration, rows: number): TableSources {
    return new TableSources(table, rows, this.#world, [...this.#path, `${this.table.name}.${column}`]);
  }

  /** What is thrown here comes from a function that the author wrote. */
  #failed(column: string, cause: unknown): PgrehearseError {
    return new PgrehearseError(
      'data/function',
      `column ${column} of table ${this.table.name}: a function of its declaration failed`,
      { detail: messageOf(cause), source: `the declaration of ${this.table.name}`, cause },
    );
  }

  #cycle(column: string): PgrehearseError {
    return new PgrehearseError(
      'data/cycle',
      `column ${column} of table ${this.table.name} depends on itself`,
      {
        detail: `It is made from ${[...this.#path, ...[...this.#filling, column].map((name) => `${this.table.name}.${name}`)].join(', from ')}.`,
        hint: 'Generate one of these columns without looking at the others.',
      },
    );
  }
}

interface Entry {
  readonly source: ValueSource;
  filled: number;
}
