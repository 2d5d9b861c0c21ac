/** How the values of one column come about. Plain data: what it means is in `dataset/values/`. */
export interface ColumnDeclaration<Value> {
  readonly kind: string;
  /** Never set; carries the type of the values. */
  readonly value?: Value;
}
export type AnyColumn = ColumnDeclaration<unknown>;

/** The type of a column's values. */
export type ValueOf<C> = C extends ColumnDeclaration<infer Value> ? Value : never;

/** Ends the check of a declaration; `rule` becomes the error's code `data/<rule>`. */
export type Refuse = (rule: string, expected: string, found: unknown) => never;
