import { messageOf, PgrehearseError } from '../../errors.ts';
import { isParameterValues } from '../checking/parameterSchema.ts';
import { describe } from '../checking/problems.ts';
import type { ParametersOfRows, ParameterValue, RowCounts } from '../Scenario.ts';
import { ordered, type Signature, spelled } from './ordered.ts';

/**
 * A function of the row counts whose values come in the order of $1, $2, …. A number that is not whole (half of an odd
 * count) is rounded, because what is made of row counts are keys and places.
 * @param owner `key query 'x', parameters 'y'`
 */
export function setFunction(
  given: ParametersOfRows,
  signature: Signature,
  owner: string,
): (rows: RowCounts) => readonly ParameterValue[] {
  return (rows) => {
    let values: unknown;
    try {
      values = given(rows);
    } catch (error) {
      if (error instanceof PgrehearseError) throw error;
      throw unfit(owner, `The function has thrown: ${messageOf(error)}`);
    }
    if (!isParameterValues(values))
      throw unfit(owner, `Expected values for ${spelled(signature)}, found ${describe(values)}.`);
    const found = ordered(values, signature);
    if ('fault' in found)
      throw unfit(owner, `${found.fault.charAt(0).toUpperCase()}${found.fault.slice(1)}.`);
    return found.values.map((value) => (typeof value === 'number' ? Math.round(value) : value));
  };
}

function unfit(owner: string, detail: string): PgrehearseError {
  return new PgrehearseError('query/parameters', `the function of ${owner} gives no values that fit`, {
    detail,
    hint: "Return a list in the order of $1, $2, …, or an object by the parameters' names.",
  });
}
