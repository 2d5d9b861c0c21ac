import type { Problem } from '../checking/problems.ts';
import { displayPath } from '../displayPath.ts';
import type { QueryFault } from './numberParameters.ts';

/** Where the text of a query stands, for messages. */
export interface QueryPlace {
  /** Of the scenario: `queries['orders-of-customer'].sql`, `queryFiles[0]`. */
  field: string;
  /** Absolute; null for the scenario's file. */
  file: string | null;
  /** All of the file, or of the field. */
  whole: string;
  /** Where the query begins in it, in UTF-16 units. */
  start: number;
}

/** A fault as the author finds it: with line and column, and in a file also its path. */
export function queryProblem({ field, file, whole, start }: QueryPlace, fault: QueryFault): Problem {
  if (file === null) return { field, fault: quoteFault(whole, fault) };
  const index = start + (fault.index ?? 0);
  const { line, column, shown } = placeAt(whole, index);
  if (fault.index === null) return { field, fault: `${displayPath(file)}, line ${line}: ${fault.message}` };
  return {
    field,
    fault: `${displayPath(file)}, line ${line}, column ${column}: ${fault.message} (${shown})`,
  };
}

/** `syntax error at or near "form" (line 2, column 10: select a form t)`. */
export function quoteFault(text: string, { message, index }: QueryFault): string {
  if (index === null) return message;
  const { line, column, shown } = placeAt(text, index);
  return `${message} (line ${line}, column ${column}: ${shown})`;
}

function placeAt(text: string, index: number): { line: number; column: number; shown: string } {
  const before = text.slice(0, index).split('\n');
  const line = before.length;
  return {
    line,
    column: [...before.at(-1)!].length + 1,
    shown: text.split('\n')[line - 1]?.trim() ?? '',
  };
}
