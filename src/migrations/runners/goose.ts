import { looseMigrations } from '../looseMigrations.ts';
import { sectionMarkers } from '../sectionMarkers.ts';
import { fillPlaceholders } from './fillPlaceholders.ts';
import { markedFiles } from './markedFiles.ts';
import { byNumber } from './orders.ts';
import { queriesByLine } from './queriesByLine.ts';
import { arrangeSingly, type Runner } from './Runner.ts';

/** A transaction for each file unless it says NO TRANSACTION; what it takes for a statement is a query (migration_sql.go). */
export const goose: Runner = {
  name: 'goose',
  transaction: 'own',
  markers: [sectionMarkers.goose],
  detect: (directory) => markedFiles(directory, sectionMarkers.goose.up, '-- +goose Up'),
  list: (directory) => looseMigrations(directory, /^\d+_.*\.sql$/).sort(byNumber),
  fill: (text, placeholders) =>
    /^--\s*\+goose\s+envsub\s+on\b/im.test(text) ? fillPlaceholders(text, placeholders) : text,
  arrange: (file) => ({ ...arrangeSingly(file), ...queriesByLine(file, 'goose') }),
};
