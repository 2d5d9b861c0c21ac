import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import { authorPosition } from '../scenario/loading/authorError.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';

/** Adds it to what declarations throw. They do not know which file they came from; what their functions throw does. */
export function withFile<E>(
  error: E,
  { file, module }: Pick<ResolvedScenario, 'file' | 'module'>,
): E | PgrehearseError {
  if (!(error instanceof PgrehearseError)) return error;
  if (!error.code.startsWith('data/') || file === null || error.source?.includes(file)) return error;
  const { code, message, detail, hint, source } = error;
  const thrown = module && error.cause ? authorPosition(error.cause, module) : null;
  const path = thrown?.source ?? displayPath(file);
  return new PgrehearseError(code, message, {
    detail: [detail, thrown?.text].filter(Boolean).join('\n') || undefined,
    hint,
    source: source ? `${path}, ${source}` : path,
    cause: error,
  });
}
