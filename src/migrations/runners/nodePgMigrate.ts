import { looseMigrations } from '../looseMigrations.ts';
import { sectionMarkers } from '../sectionMarkers.ts';
import { markedFiles } from './markedFiles.ts';
import { nearestFile } from './nearestFile.ts';
import { byNumber } from './orders.ts';
import { arrangeWhole, type Runner } from './Runner.ts';

/** With milliseconds, as it names files itself. */
const fileName = /^\d{13}(?:\d{4})?[_-].*\.sql$/;

/** Runs all pending files in one transaction, each as one query (runner.ts); --no-single-transaction is `transaction: 'own'` here. */
export const nodePgMigrate: Runner = {
  name: 'node-pg-migrate',
  transaction: 'shared',
  markers: [sectionMarkers['node-pg-migrate']],
  detect(directory) {
    const marked = markedFiles(directory, sectionMarkers['node-pg-migrate'].up, '-- Up Migration');
    if (marked !== null) return marked;
    const files = directory.files.filter((name) => name.endsWith('.sql'));
    if (files.length === 0 || !files.every((name) => fileName.test(name))) return null;
    const named = /"node-pg-migrate"/.test(nearestFile(directory.path, 'package.json') ?? '');
    return named ? 'package.json names node-pg-migrate' : null;
  },
  list: (directory) => looseMigrations(directory).sort(byNumber),
  arrange: arrangeWhole,
};
