/**
 * Writes the parts of the documentation that the program itself knows: the columns, the command reference and the
 * exit codes in README.md, and docs/rules.md. With --check it writes nothing and ends with 1 where a file differs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commands } from '../../src/cli/commandRegistry.ts';
import { main } from '../../src/cli/main.ts';
import { exitCodeMeanings } from '../../src/errors.ts';
import { ruleDescriptions } from '../../src/findings/ruleRegistry.ts';
import { columnDescriptions } from '../../src/scenario/columns/columnDescriptions.ts';

process.stderr.columns = 80;
process.setMaxListeners(0);
const check = process.argv.includes('--check');
const stale = [...(await documents())].filter(([path, text]) => readIfThere(path) !== text);
for (const [path, text] of stale) {
  process.stdout.write(check ? `${path} is not what npm run docs writes\n` : `wrote ${path}\n`);
  if (check) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
process.exitCode = check && stale.length > 0 ? 1 : 0;

async function documents(): Promise<Map<string, string>> {
  let readme = readFileSync('README.md', 'utf8');
  readme = between(readme, 'columns', columnTables());
  readme = between(readme, 'exit codes', exitCodes());
  readme = between(readme, 'commands', await commandReference());
  return new Map([
    ['README.md', readme],
    ['docs/rules.md', rulesPage()],
  ]);
}

/** The text with what lies between the markers of this name replaced. */
function between(text: string, name: string, generated: string): string {
  const [begin, end] = [`<!-- generated: ${name} -->\n`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no markers '${name}'`);
  return `${text.slice(0, from + begin.length)}\n${generated}\n\n${text.slice(to)}`;
}

function columnTables(): string {
  const described = Object.values(columnDescriptions);
  const groups = [...new Set(described.map(({ group }) => group))];
  const rowsOf = (name: string) =>
    described.filter(({ group }) => group === name).map(({ example, gives }) => [`\`${example}\``, gives]);
  return groups.map((name) => table([name, 'gives'], rowsOf(name))).join('\n\n');
}

function exitCodes(): string {
  return table(['code', 'meaning'], Object.entries(exitCodeMeanings));
}

async function commandReference(): Promise<string> {
  const section = (title: string, text: string) => `### \`${title}\`\n\n\`\`\`text\n${text}\n\`\`\``;
  // Without a command it is `run`, whose options come below.
  const overview = (await help('')).split('\n\nPositionals:')[0]!;
  const sections = [section('pgrehearse', overview)];
  for (const { name } of commands) sections.push(section(`pgrehearse ${name}`, await help(name)));
  return sections.join('\n\n');
}

/** As a pipe is shown it: 80 columns, no colour. */
async function help(command: string): Promise<string> {
  const { write } = process.stdout;
  let text = '';
  process.stdout.write = (part: string | Uint8Array) => {
    text += String(part);
    return true;
  };
  try {
    await main([command, '--help', '--no-color'].filter(Boolean));
  } finally {
    process.stdout.write = write;
  }
  return text.trimEnd();
}

function rulesPage(): string {
  const sections = ruleDescriptions.map(
    ({ id, title, why, severity, example }) =>
      `## ${id}\n\n**${title}.** ${why}\n\nSeverity: ${severity}.\n\n` +
      `- Instead of: ${code(example.bad)}\n- Rather: ${code(example.good)}`,
  );
  const rows = ruleDescriptions.map(({ id, title }) => [`[\`${id}\`](#${id.replace('/', '')})`, title]);
  return [
    '# Rules',
    'What pgrehearse finds. A rule’s id is the same in the result, the report, an acceptance and here. Written by `npm run docs`.',
    table(['rule', 'finds'], rows),
    ...sections,
  ]
    .join('\n\n')
    .concat('\n');
}

/** SQL and names of files; words stay words. */
function code(text: string): string {
  return /[;=]|\.sql\b/.test(text) ? `\`${text}\`` : text;
}

/** Aligned, as the formatter leaves it. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
