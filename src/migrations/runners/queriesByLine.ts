import type { MigrationSyntaxError, Statement } from '../MigrationHistory.ts';
import type { Arrangement, FileToRun } from './Runner.ts';

/**
 * goose and sql-migrate do not parse SQL: a query ends at a line that ends with a semicolon, or, between StatementBegin
 * and StatementEnd, at the latter (goose's parser.go, sql-migrate's sqlparse.go).
 */
export function queriesByLine(
  file: FileToRun,
  tool: 'goose' | 'migrate',
): Pick<Arrangement, 'statements' | 'error'> {
  const { queryOf, open } = cut(file.text, tool);
  const statements: Statement[] = [];
  for (const statement of file.statements) {
    const lines = statement.sql.split('\n').length;
    const query = queryOf[statement.line - 1]!;
    const last = queryOf[statement.line + lines - 2]!;
    if (query !== last) return { error: cutInside(statement, queryOf, tool) };
    statements.push({ ...statement, query });
  }
  const unfinished = statements.find(({ query }) => query === open);
  return unfinished ? { error: notEnded(unfinished, tool) } : { statements };
}

/** For each line the number of its query, and that of the one that does not end. */
function cut(text: string, tool: string): { queryOf: number[]; open: number } {
  const directive = new RegExp(`^\\s*--\\s*\\+${tool}\\s+statement(begin|end)\\b`, 'i');
  let query = 1;
  let inBlock = false;
  const queryOf = text.split('\n').map((line) => {
    const own = query;
    const [, word] = directive.exec(line) ?? [];
    if (word !== undefined) inBlock = word.toLowerCase() === 'begin';
    if (word?.toLowerCase() === 'end' || (!inBlock && endsWithSemicolon(line))) query++;
    return own;
  });
  return { queryOf, open: query };
}

/** The last word before the first that begins with dashes. */
function endsWithSemicolon(line: string): boolean {
  const words = line.split(/\s+/).filter((word) => word !== '');
  const comment = words.findIndex((word) => word.startsWith('--'));
  return (comment < 0 ? words : words.slice(0, comment)).at(-1)?.endsWith(';') ?? false;
}

function cutInside({ line }: Statement, queryOf: readonly number[], tool: string): MigrationSyntaxError {
  const at = queryOf.findLastIndex((query) => query === queryOf[line - 1]) + 1;
  return {
    message: `the semicolon that ends line ${at} ends the statement, too`,
    line,
    hint: `Put the statement between '-- +${tool} StatementBegin' and '-- +${tool} StatementEnd'.`,
  };
}

function notEnded({ line }: Statement, tool: string): MigrationSyntaxError {
  return {
    message: 'the last statement does not end with a semicolon at the end of a line',
    line,
    hint: `End it with one: ${tool === 'goose' ? 'goose' : 'sql-migrate'} refuses the file without.`,
  };
}
