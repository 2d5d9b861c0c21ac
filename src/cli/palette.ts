import { styleText } from 'node:util';
import { type Palette, plainPalette } from '../report/Palette.ts';

const coloured: Palette = {
  bold: (text) => paint('bold', text),
  dim: (text) => paint('dim', text),
  red: (text) => paint('red', text),
  green: (text) => paint('green', text),
  yellow: (text) => paint('yellow', text),
  cyan: (text) => paint('cyan', text),
};

export function palette(colour: boolean): Palette {
  return colour ? coloured : plainPalette;
}

/** Whether to colour is decided by the terminal's settings, not by what node guesses. */
function paint(format: keyof Palette, text: string): string {
  return styleText(format, text, { validateStream: false } as Parameters<typeof styleText>[2]);
}
