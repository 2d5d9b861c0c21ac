import { PgrehearseError } from '../errors.ts';

/** Message, detail, source and hint, a line each; for a defect of ours the stack, since only we can act on it. */
export function formatError(error: unknown): string {
  if (!(error instanceof PgrehearseError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `pgrehearse: a defect of pgrehearse, not of yours\n${text}\n`;
  }
  const lines = [
    `error: ${error.message}`,
    ...(error.source ? [`  at: ${error.source}`] : []),
    ...(error.detail ? [`  detail: ${indent(error.detail)}`] : []),
    ...(error.hint ? [`  hint: ${indent(error.hint)}`] : []),
    `  code: ${error.code}`,
  ];
  return `${lines.join('\n')}\n`;
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n    ');
}
