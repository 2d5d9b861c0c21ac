/** What a statement asks for, as PostgreSQL's parser reads it: enough to say how it would be done safely. Names are quoted where SQL needs it. */
export interface StatementShape {
  /** The table, view or domain that it works on; null where it names several or none. */
  target: string | null;
  /** The commands of ALTER TABLE; the statement itself for others. */
  actions: StatementAction[];
}

export interface StatementAction {
  /** The parser's name: `AT_SetNotNull`, `IndexStmt`. */
  kind: string;
  /** As written: `ALTER COLUMN region SET NOT NULL`. */
  text: string;
  /** The column, constraint, index or partition that it is about. */
  name: string | null;
  /** CONCURRENTLY. */
  concurrently?: boolean;
  constraint?: ConstraintShape;
  column?: ColumnShape;
}

export interface ConstraintShape {
  /** The parser's name: `CONSTR_FOREIGN`. */
  type: string;
  columns: string[];
  notValid: boolean;
  /** Of USING INDEX. */
  index: string | null;
}

/** A column that is added. */
export interface ColumnShape {
  /** As written, with its collation. */
  type: string;
  /** The expression, as written. */
  default: string | null;
  notNull: boolean;
  /** Whether it has other constraints: CHECK, UNIQUE, PRIMARY KEY, REFERENCES. */
  constrained: boolean;
  made: 'plain' | 'serial' | 'identity' | 'stored' | 'virtual';
}
