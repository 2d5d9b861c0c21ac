/** What a statement did, in a few words that follow "which": `dropped orders_customer_id_idx`. */
export interface SchemaChange {
  text: string;
  /** The table that it is about; null where that is any. */
  table: number | null;
}
