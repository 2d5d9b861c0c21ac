import { markerIn } from './markerIn.ts';

/** The two directions of a file that holds both, each with the other one's lines left blank, so that lines keep their numbers. */
export interface Directions {
  up: string;
  /** Null where the file has no such section. */
  down: string | null;
  /** Whether a marker asks for statements that commit one by one. */
  withoutTransaction: { up: boolean; down: boolean };
}

interface Tool {
  up: RegExp | null;
  down: RegExp;
}

/** dbmate, goose, sql-migrate, and MyBatis Migrations, whose first part needs no marker. */
const tools: readonly Tool[] = [
  { up: /^[ \t]*--[ \t]*migrate:up\b.*$/m, down: /^[ \t]*--[ \t]*migrate:down\b.*$/m },
  { up: /^[ \t]*--[ \t]*\+goose[ \t]+up\b.*$/im, down: /^[ \t]*--[ \t]*\+goose[ \t]+down\b.*$/im },
  { up: /^[ \t]*--[ \t]*\+migrate[ \t]+up\b.*$/im, down: /^[ \t]*--[ \t]*\+migrate[ \t]+down\b.*$/im },
  { up: null, down: /^[ \t]*--[ \t]*\/\/[ \t]*@undo\b.*$/im },
];

/** goose's and Atlas's directives stand for the whole file, sqlx's is its first line. */
const wholeFile = /^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b|^--[ \t]*atlas:txmode[ \t]+none\b/im;
const ofSection = /\b(?:transaction:[ \t]*false|notransaction)\b/i;

/** Splits a file at the markers of the tools that write both directions into one file. libpg-query must have been loaded. */
export function directionsOf(text: string): Directions {
  const whole = wholeFile.test(text) || /^-- no-transaction\b/.test(text);
  for (const tool of tools) {
    const up = tool.up === null ? null : markerIn(text, tool.up);
    const down = markerIn(text, tool.down);
    if (up === null && down === null) continue;
    const middle = down === null ? text.length : down.index;
    // A down section may also come first.
    const first = up !== null && down !== null && down.index < up.index ? up.index : middle;
    const bare = withoutMarkers(text, [up, down]);
    const sections =
      first === middle
        ? { up: bare.slice(0, middle), down: blank(bare.slice(0, middle)) + bare.slice(middle) }
        : { up: blank(bare.slice(0, first)) + bare.slice(first), down: bare.slice(0, first) };
    return {
      up: sections.up,
      down: down === null ? null : sections.down,
      withoutTransaction: {
        up: whole || ofSection.test(up?.[0] ?? ''),
        down: whole || ofSection.test(down?.[0] ?? ''),
      },
    };
  }
  return { up: text, down: null, withoutTransaction: { up: whole, down: whole } };
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, '');
}

/** With spaces in their place. */
function withoutMarkers(text: string, markers: readonly (RegExpExecArray | null)[]): string {
  let bare = text;
  for (const marker of markers)
    if (marker !== null)
      bare =
        bare.slice(0, marker.index) +
        ' '.repeat(marker[0].length) +
        bare.slice(marker.index + marker[0].length);
  return bare;
}
