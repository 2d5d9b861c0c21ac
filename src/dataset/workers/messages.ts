/** Asks for rows of a table, which must fit the buffer or get a larger one. */
export interface EncodeRequest {
  id: number;
  table: string;
  first: number;
  count: number;
  /** Transferred. */
  buffer: ArrayBuffer;
}

export type WorkerMessage = { ready: true } | EncodeReply;

export interface EncodeReply {
  id: number;
  /** Transferred back. Null where the rows could not be encoded: whoever asked finds out why by doing it. */
  encoded: { buffer: ArrayBuffer; length: number } | null;
  /** Of the table's probe. */
  digest: string;
}
