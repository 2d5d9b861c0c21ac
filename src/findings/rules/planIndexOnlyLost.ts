import { heapFetches } from '../../analysis/plans/why/visibilityLost.ts';
import { formatCount } from '../../units.ts';
import { reasonRule } from './reasonRule.ts';

/** What the index alone answered has to be looked up in the table again. */
export const planIndexOnlyLost = reasonRule(
  {
    id: 'plan/index-only-lost',
    title: 'An index alone no longer answers a query',
    why: 'An index-only scan reads a few pages of the index; without it every row costs a page of the table, too.',
    severity: 'warn; never where the query reads as little as before',
    example: {
      bad: 'DROP INDEX orders_state_amount_idx; CREATE INDEX ON orders (state);',
      good: 'CREATE INDEX ON orders (state) INCLUDE (amount); VACUUM orders; -- which marks pages all-visible',
    },
  },
  ({ before, after, context }) => {
    const { buffersPages, buffersRatio } = context.scenario.thresholds;
    const was = before.scans.filter(({ access }) => access === 'index only');
    return was.flatMap((scan) => {
      const now = after.scans.filter((one) => one.relation === scan.relation && one.alias === scan.alias);
      const fetches = now.reduce((sum, one) => sum + heapFetches(one), 0);
      const fetched = heapFetches(scan);
      const index = scan.indexes[0]!.name;
      if (now.some(({ access }) => access === 'index only'))
        return fetches - fetched >= buffersPages && fetches >= fetched * buffersRatio
          ? [
              {
                relation: scan.relation,
                words: `has to look up ${formatCount(fetches)} rows in ${scan.relation}, ${formatCount(fetched)} before, that ${now[0]!.indexes[0]!.name} alone could answer`,
                why: 'Pages that are not marked all-visible cost a look into the table for each row.',
              },
            ]
          : [];
      return now.length > 0
        ? [
            {
              relation: scan.relation,
              words: `no longer answers from ${index} alone: it reads ${scan.relation}, too`,
              why: `${index} held all columns that the query asks for.`,
            },
          ]
        : [];
    });
  },
);
