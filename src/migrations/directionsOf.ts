import { markerIn } from './markerIn.ts';
import type { SectionMarkers } from './sectionMarkers.ts';

/** The two directions of a file that holds both, each with the other one's lines left blank, so that lines keep their numbers. */
export interface Directions {
  up: string;
  /** Null where the file has no such section. */
  down: string | null;
  /** Whether a marker asks for no transaction around the section. */
  bare: { up: boolean; down: boolean };
}

/** Splits a file at the first of these tools' markers that it has. libpg-query must have been loaded. */
export function directionsOf(text: string, tools: readonly SectionMarkers[]): Directions {
  const bareFile = tools.some((tool) => tool.bareFile?.test(text));
  for (const tool of tools) {
    const up = tool.up === null ? null : markerIn(text, tool.up);
    const down = markerIn(text, tool.down);
    if (up === null && down === null) continue;
    const isBare = (marker: RegExpExecArray | null) =>
      bareFile || (tool.bare?.test(marker?.[0] ?? '') ?? false);
    return { ...sections(text, up, down), bare: { up: isBare(up), down: isBare(down) } };
  }
  return { up: text, down: null, bare: { up: bareFile, down: bareFile } };
}

function sections(
  text: string,
  up: RegExpExecArray | null,
  down: RegExpExecArray | null,
): Pick<Directions, 'up' | 'down'> {
  const whole = withoutMarkers(text, [up, down]);
  if (down === null) return { up: whole, down: null };
  // A down section may also come first.
  if (up !== null && down.index < up.index)
    return { up: blank(whole.slice(0, up.index)) + whole.slice(up.index), down: whole.slice(0, up.index) };
  const [before, after] = [whole.slice(0, down.index), whole.slice(down.index)];
  return { up: before, down: blank(before) + after };
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
