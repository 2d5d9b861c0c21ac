import { indexWords } from './Catalog.ts';
import type { Why } from './WhyContext.ts';

/** The plan uses an index that was not there. */
export const indexAdded: Why = ({ before, after }) => {
  if (!before.catalog.known) return [];
  const found = new Map<string, ReturnType<Why>[number]>();
  for (const { table, relation, indexes } of after.scans) {
    const was = table && before.catalog.twinOf(table);
    for (const { index } of was ? indexes : []) {
      if (!index) continue;
      const known = before.catalog
        .indexesOf(was!)
        .some(
          ({ oid, name, definition }) =>
            oid === index.oid || name === index.name || definition === index.definition,
        );
      if (!known)
        found.set(`${relation} ${index.definition}`, {
          kind: 'index-added',
          relation,
          index: index.name,
          is: index.definition,
          text: `${index.name} ${indexWords(index)} is new, and the plan uses it.`,
        });
    }
  }
  return [...found.values()];
};
