import { basename } from 'node:path';
import { lineAt, type ParsedSql, type ParsedStatement, parseSql } from '../scenario/parseSql.ts';
import type { MigrationSyntaxError } from './MigrationHistory.ts';
import { markerIn } from './markerIn.ts';
import { relationsOf } from './relationsOf.ts';

/** What is not SQL but was meant for another program: psql's commands and variables, COPY's data, placeholders, sections of another tool. */
export async function foreignSyntax(
  text: string,
  parsed: ParsedSql,
  path: string,
): Promise<MigrationSyntaxError | null> {
  return (
    downSection(text, path) ??
    (await copyData(text, parsed)) ??
    (parsed.fault ? atFault(text, parsed.fault.index) : placeholderInName(parsed))
  );
}

/** Tools whose files hold both directions; run whole, such a file would undo itself. */
const downMarkers: [RegExp, string][] = [
  [/^[ \t]*--[ \t]*migrate:down\b.*$/m, 'dbmate'],
  [/^[ \t]*--[ \t]*\+goose[ \t]+down\b.*$/im, 'goose'],
  [/^[ \t]*--[ \t]*\+migrate[ \t]+down\b.*$/im, 'sql-migrate'],
  [/^[ \t]*--[ \t]*\/\/[ \t]*@undo\b.*$/im, 'MyBatis Migrations'],
];

function downSection(text: string, path: string): MigrationSyntaxError | null {
  for (const [pattern, tool] of downMarkers) {
    const match = markerIn(text, pattern);
    if (!match) continue;
    const name = basename(path).replace(/(?:\.up)?\.sql$/, '');
    return {
      message: `'${match[0].trim()}' begins a section of ${tool}, which is not read`,
      line: lineAt(text, match.index),
      hint: `Keep the statements above it in '${name}.up.sql' and move those below it to '${name}.down.sql'.`,
    };
  }
  return null;
}

async function copyData(text: string, parsed: ParsedSql): Promise<MigrationSyntaxError | null> {
  if (!/\bfrom\s+stdin\b/i.test(text)) return null;
  const statement = parsed.fault
    ? await copyBefore(text, parsed.fault.index)
    : parsed.statements.find(readsFromClient);
  if (!statement) return null;
  return {
    message: 'COPY … FROM STDIN reads rows that follow it in the file, which only psql can send',
    line: statement.line,
    hint: 'Write the rows as INSERT statements, or COPY from a file that the server can read.',
  };
}

/** The COPY FROM STDIN whose rows the parser stumbled over: the text up to its semicolon is SQL. */
async function copyBefore(text: string, index: number): Promise<ParsedStatement | undefined> {
  for (const match of text.slice(0, index + 1).matchAll(/\bfrom\s+stdin\b[^;]*;/gi)) {
    const { statements } = await parseSql(text.slice(0, match.index + match[0].length));
    const last = statements.at(-1);
    if (last && readsFromClient(last)) return last;
  }
  return undefined;
}

function readsFromClient({ kind, node }: ParsedStatement): boolean {
  return kind === 'CopyStmt' && node['is_from'] === true && node['filename'] === undefined;
}

function atFault(text: string, index: number): MigrationSyntaxError | null {
  const rest = text.slice(index, index + 200);
  const line = lineAt(text, index);
  const command = /^\\\S*/.exec(rest)?.[0];
  if (command)
    return { message: `'${command}' is a command of psql, not SQL`, line, hint: commandHint(command) };
  const placeholder = /^\$\{[^}\n]*\}?/.exec(rest)?.[0] ?? /^\{\{[^}\n]*\}?\}?/.exec(rest)?.[0];
  if (placeholder) return unfilled(placeholder, line);
  const variable = /^:(?:'\w+'|"\w+"|\w+)/.exec(rest)?.[0];
  if (variable && text[index - 1] !== ':') {
    return {
      message: `'${variable}' is a variable of psql, not SQL`,
      line,
      hint: `Write the value in place of '${variable}'; psql's variables are not set here.`,
    };
  }
  return null;
}

function unfilled(placeholder: string, line: number): MigrationSyntaxError {
  return {
    message: `'${placeholder}' is a placeholder that another tool fills in`,
    line,
    hint: `Write the value in place of '${placeholder}', or point migrations.directory at the files after they were filled in.`,
  };
}

/** A placeholder in a quoted identifier parses, as a name that no relation has. */
function placeholderInName({ statements }: ParsedSql): MigrationSyntaxError | null {
  for (const { node, line } of statements) {
    const name = relationsOf(node).find((relation) => relation.includes('${'));
    if (name) return unfilled(/\$\{[^}]*\}?/.exec(name)![0], line);
  }
  return null;
}

function commandHint(command: string): string {
  switch (command) {
    case '\\restrict':
    case '\\unrestrict':
      return `Remove the '\\restrict' and '\\unrestrict' lines that pg_dump wrote.`;
    case '\\i':
    case '\\ir':
    case '\\include':
    case '\\include_relative':
      return `Put the included file's statements in place of '${command}'.`;
    case '\\set':
    case '\\gset':
      return `Remove the '${command}' line and write the value where the variable is used.`;
    case '\\copy':
      return 'Write the rows as INSERT statements.';
    default:
      return `Remove the '${command}' line; migrations are sent to the server without psql.`;
  }
}
