const newline = 0x0a;
const quote = 0x22;

/**
 * The records in a piece of a log, and how many bytes of the piece they are: a record without its end is left for
 * later. A line of csvlog goes on where a newline is within quotes.
 */
export function splitRecords(
  piece: Buffer,
  { quoted }: { quoted: boolean },
): { records: string[]; bytes: number } {
  const records: string[] = [];
  let from = 0;
  let inQuotes = false;
  for (let at = 0; at < piece.length; at++) {
    const byte = piece[at];
    if (quoted && byte === quote) inQuotes = !inQuotes;
    if (byte !== newline || inQuotes) continue;
    records.push(piece.toString('utf8', from, at));
    from = at + 1;
  }
  return { records, bytes: from };
}
