import { placeholders } from '../placeholders.ts';
import { expecting } from './fields.ts';

const known = placeholders.map((name) => `{${name}}`).join(', ');

/** For the shell. A word in braces that differs from a known one by its case alone is a slip. */
export const commandLine = expecting<string>(
  `a command line, in which ${known} stand for the database`,
  (value) => typeof value === 'string' && value.trim() !== '' && !misspelt(value),
);

function misspelt(command: string): boolean {
  const words = [...command.matchAll(/(?<!\$)\{([A-Za-z_]+)\}/g)].map(([, word]) => word!);
  return words.some((word) =>
    placeholders.some((name) => name !== word && name.toLowerCase() === word.toLowerCase().replace('_', '')),
  );
}
