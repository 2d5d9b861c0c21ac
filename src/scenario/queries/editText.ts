/** Bytes of UTF-8 from `start` to `end`, as PostgreSQL's parser counts them, become `text`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

export interface EditedText {
  text: string;
  /** Where an index of the edited text lay before, in UTF-16 units. */
  original(index: number): number;
}

/** Edits that do not overlap, in any order. */
export function editText(text: string, edits: readonly Edit[]): EditedText {
  const bytes = Buffer.from(text);
  const pieces: { from: number; at: number; length: number; kept: boolean }[] = [];
  let [edited, done, from] = ['', 0, 0];
  const take = (piece: string, kept: boolean, end: number) => {
    pieces.push({ from, at: edited.length, length: piece.length, kept });
    edited += piece;
    from += kept ? piece.length : bytes.toString('utf8', done, end).length;
    done = end;
  };
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    take(bytes.toString('utf8', done, edit.start), true, edit.start);
    // A dollar sign goes on a word: `limit:n` must not become the name limit$1.
    const apart = edit.text.startsWith('$') && /[\w$\u0080-\uffff]$/.test(edited) ? ' ' : '';
    take(apart + edit.text, false, edit.end);
  }
  take(bytes.toString('utf8', done), true, bytes.length);
  return {
    text: edited,
    original(index) {
      const piece = pieces.findLast(({ at }) => at <= index) ?? pieces[0]!;
      return piece.kept ? piece.from + Math.min(index - piece.at, piece.length) : piece.from;
    },
  };
}
