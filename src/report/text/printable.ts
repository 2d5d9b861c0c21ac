/**
 * What a database or a file returned may hold terminal sequences, characters that XML forbids, or controls
 * that reorder the text around them. They are shown as `\u{202e}`; tabs and line feeds stay.
 */
const hidden =
  /(?![\t\n])\p{Cc}|\p{Bidi_Control}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Noncharacter_Code_Point}|\u{feff}/gu;

/** The same value with every text in it printable. */
export function printable<T>(value: T): T {
  if (typeof value === 'string') return printableText(value) as T;
  if (Array.isArray(value)) return value.map((item) => printable(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [printableText(name), printable(item)]);
  return Object.fromEntries(entries) as T;
}

function printableText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(hidden, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** On one line, cut to a number of characters. */
export function oneLine(text: string, length = Number.POSITIVE_INFINITY): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}
