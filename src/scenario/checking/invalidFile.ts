import { PgrehearseError } from '../../errors.ts';
import { displayPath } from '../displayPath.ts';
import type { AuthoredArea } from '../loading/bundleModule.ts';
import type { Problem } from './problems.ts';

/** One error for everything that is wrong with a file: the first problem as the message, the others as detail. */
export function invalidFile(area: AuthoredArea, file: string, problems: readonly Problem[]): PgrehearseError {
  const name = displayPath(file);
  const lines = problems.map(({ field, fault }) => (field === '' ? fault : `${field}: ${fault}`));
  const [first, ...others] = lines;
  return new PgrehearseError(`${area}/invalid`, `${name}: ${first}`, {
    detail: others.join('\n') || undefined,
    source: problems[0]?.field ? `${name}: ${problems[0].field}` : name,
    hint:
      others.length === 0
        ? `Correct the field in ${name}.`
        : `Correct the ${lines.length} fields in ${name}.`,
  });
}
