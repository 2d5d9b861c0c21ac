import { looseMigrations } from '../looseMigrations.ts';
import { sectionMarkers } from '../sectionMarkers.ts';
import { markedFiles } from './markedFiles.ts';
import { byName, byNumber } from './orders.ts';
import { queriesByLine } from './queriesByLine.ts';
import { arrangeSingly, type Runner } from './Runner.ts';

/** A transaction for each file unless its section says notransaction; what it takes for a statement is a query. */
export const sqlMigrate: Runner = {
  name: 'sql-migrate',
  transaction: 'own',
  markers: [sectionMarkers['sql-migrate']],
  detect: (directory) => markedFiles(directory, sectionMarkers['sql-migrate'].up, '-- +migrate Up'),
  // Those with a number come first.
  list: (directory) =>
    looseMigrations(directory).sort((a, b) => {
      const [left, right] = [/^\d/.test(a.id), /^\d/.test(b.id)];
      return left !== right ? (left ? -1 : 1) : left ? byNumber(a, b) : byName(a, b);
    }),
  arrange: (file) => ({ ...arrangeSingly(file), ...queriesByLine(file, 'migrate') }),
};
