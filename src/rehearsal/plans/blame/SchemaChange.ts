/** What a statement did, in a few words that follow "which": `dropped orders_customer_id_idx`. */
export interface SchemaChange {
  text: string;
  /** The table that it is about; null where that is any. */
  table: number | null;
  /** Whether an index came, went or is another: what may show only when its transaction has ended. */
  index?: true;
}
