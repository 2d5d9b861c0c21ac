import { quoteName } from '../../../analysis/plans/why/quoteName.ts';
import { joinedName } from '../Remedy.ts';
import type { PlanAdvice } from './planRemedy.ts';

export const vacuumIt: PlanAdvice = ({ reason: { relation, until } }) =>
  relation === null
    ? null
    : {
        words: until
          ? 'Run it as the last step of the deploy, before traffic comes back, outside a transaction.'
          : 'Run it outside a transaction; where pages are not marked even then, an old transaction or replication slot holds them back.',
        sql: [`VACUUM (ANALYZE) ${relation};`],
      };

export const analyzeIt: PlanAdvice = ({ reason: { relation, columns } }) =>
  relation === null
    ? null
    : {
        words: 'Run it right after the statement that changed the rows, in the deploy itself.',
        sql: [`ANALYZE ${relation}${columns ? ` (${columns.map(quoteName).join(', ')})` : ''};`],
      };

export const statisticsAgain: PlanAdvice = ({ reason: { relation, was } }) => {
  if (!relation || !was) return null;
  const columns = was.replace(/^.*\bON /s, '').split(/,\s*/);
  const plain = columns.every((column) => /^(?:\w+|"[^"]+")$/.test(column));
  return {
    words: 'Make them again, and analyze: without them the planner takes the columns for independent.',
    sql: [
      `CREATE STATISTICS ${joinedName(relation, ...(plain ? columns : []), 'stat')} ${was} FROM ${relation};`,
      `ANALYZE ${relation};`,
    ],
  };
};

export const resetStatistics: PlanAdvice = ({ reason: { relation, columns, is } }) => {
  const column = columns?.[0];
  if (!relation || column === undefined || !is?.includes('distinct')) return null;
  return {
    words:
      'Where the number of values was set by hand, take that back; where ANALYZE guesses it wrong, have it read more rows.',
    sql: [
      `ALTER TABLE ${relation} ALTER COLUMN ${quoteName(column)} RESET (n_distinct);`,
      `ALTER TABLE ${relation} ALTER COLUMN ${quoteName(column)} SET STATISTICS 1000;`,
      `ANALYZE ${relation} (${quoteName(column)});`,
    ],
  };
};

export const moreStatistics: PlanAdvice = ({ reason: { relation, columns = [] } }) => {
  if (!relation || columns.length === 0) return null;
  if (columns.length === 1)
    return {
      words: 'Have ANALYZE read more rows of the column that is misjudged.',
      sql: [
        `ALTER TABLE ${relation} ALTER COLUMN ${columns[0]} SET STATISTICS 1000;`,
        `ANALYZE ${relation} (${columns[0]});`,
      ],
    };
  return {
    words: 'The planner takes the columns of the condition for independent: tell it that they are not.',
    sql: [
      `CREATE STATISTICS ${joinedName(relation, ...columns, 'stat')} ON ${columns.join(', ')} FROM ${relation};`,
      `ANALYZE ${relation};`,
    ],
  };
};
