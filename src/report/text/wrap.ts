const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const zero = /^(?:\p{Mn}|\p{Me}|\p{Cf})+$/u;

/** Terminal columns that a text takes. */
export function columns(text: string): number {
  let count = 0;
  for (const { segment } of graphemes.segment(text)) count += columnsOf(segment);
  return count;
}

function columnsOf(grapheme: string): number {
  if (zero.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

/** Lines of at most `width` columns, the first one after `first`, the others after `rest`. */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const push = () => {
    lines.push(line.trimEnd());
    line = rest;
    empty = true;
  };
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (!empty && columns(line) + 1 + columns(word) > width) push();
    if (!empty) line += ' ';
    for (const { segment } of graphemes.segment(word)) {
      if (columns(line) + columnsOf(segment) > width) push();
      line += segment;
      empty = false;
    }
  }
  if (!empty || lines.length === 0) push();
  return lines;
}
