import type { QueryResult } from '../../../findings/Result.ts';
import { plural } from '../../text/amounts.ts';

/** What the comparison of the results says; null where none was made. */
export function resultText({ result, declaredResult }: Pick<QueryResult, 'result' | 'declaredResult'>) {
  if (!result) return null;
  const { compared, because, columns, onlyBefore, onlyAfter, rows, equal } = result;
  const what =
    compared === 'ordering keys'
      ? `what it is ordered by (${columns.join(', ')})`
      : plural(columns.length, 'column');
  const counts =
    rows.before === rows.after
      ? plural(rows.after, 'row')
      : `${plural(rows.before, 'row')} before, ${plural(rows.after, 'row')} after`;
  const outcome =
    equal === null
      ? `not compared; ${counts}`
      : `${equal ? 'the same' : 'another one'} in ${what}; ${counts}`;
  const sentences = [
    because ?? '',
    onlyBefore.length > 0 ? `Only before: ${onlyBefore.join(', ')}.` : '',
    onlyAfter.length > 0 ? `Only afterwards: ${onlyAfter.join(', ')}.` : '',
    declaredResult === 'stable' && equal !== null ? 'Its author says that it must not change.' : '',
  ];
  return {
    state: equal === false ? (declaredResult === 'stable' ? 'fail' : 'warn') : equal ? 'pass' : 'info',
    text: [`${outcome}.`, ...sentences].filter(Boolean).join(' '),
  };
}
