import { formatSize } from '../../../units.ts';
import type { PlanAdvice } from './planRemedy.ts';

export const pruning: PlanAdvice = ({ reason: { was, is } }) => ({
  words:
    is === 'one table'
      ? `Keep it partitioned (${was}), or build an index that leads to the rows of one range.`
      : was !== is && is
        ? `Keep the partition key of before (${was}), or give the query a condition on the new one (${is}).`
        : 'Compare the bare partition key with a constant or a parameter of its own type: no cast, function or view’s expression may stand around it.',
  sql: [],
});

/** In memory rows take more than on disk, up to three times as much. */
const inMemory = 3;

export const memory: PlanAdvice = ({ reason: { bytes = 0, is } }) => {
  const needed = Math.max(1, Math.ceil((bytes * inMemory) / 1024 ** 2));
  const size = `${2 ** Math.ceil(Math.log2(needed))}MB`;
  return {
    words: `Give this one statement the memory${bytes > 0 ? ` (${formatSize(bytes)} on disk are up to three times as much in memory)` : ''}, in its transaction only, or have it sort and hash fewer or narrower rows${is ? `; work_mem is ${is} now` : ''}.`,
    sql: bytes > 0 ? [`SET LOCAL work_mem = '${size}';`] : [],
  };
};

export const compiled: PlanAdvice = () => ({
  words:
    'Switch the compiler off for the role that sends this query, or raise jit_above_cost above its cost.',
  sql: ['ALTER ROLE … SET jit = off;'],
});

export const parallel: PlanAdvice = () => ({
  words:
    'Mark functions that the query calls PARALLEL SAFE where they are, and see what the migration did to parallel_workers of the table; temporary tables are never read in parallel.',
  sql: ['ALTER FUNCTION … PARALLEL SAFE;'],
});

export const setting: PlanAdvice = ({ reason: { columns, was, is } }) => ({
  words: `The migrations left ${columns?.[0]} at ${is}; it was ${was}. Take that back for the database or role that it was set for.`,
  sql: [`ALTER DATABASE … RESET ${columns?.[0]};`],
});

export const space: PlanAdvice = ({ reason: { was } }) => ({
  words: was
    ? 'More rows are more work for a query that reads all of them: see whether it needs all, or an index that leads to those that it needs.'
    : 'Update in batches that commit each, with a VACUUM between them, so that the space of old rows is used again. Space that is taken stays so: pg_repack or pg_squeeze give it back while reads and writes go on.',
  sql: [],
});

export const order: PlanAdvice = ({ reason: { index } }) => ({
  words: `Rows that are updated or written anew move to the table’s end. pg_repack with --order-by puts them in order while reads and writes go on; an index that holds all columns of the query (INCLUDE) does without the order${index ? ` of ${index}` : ''}; a fillfactor below 100 leaves later updates room on their page.`,
  sql: [],
});

export const cheaper: PlanAdvice = ({ reason: { index } }) => ({
  words: `The planner has the choice${index ? ` to use ${index}` : ''} and holds it for no better. See first whether latency rose at all; then whether its estimates are right, and whether random_page_cost and effective_cache_size describe the machine.`,
  sql: [],
});
