import { lineAt } from '../../scenario/parseSql.ts';
import { looseMigrations } from '../looseMigrations.ts';
import type { MigrationSyntaxError } from '../MigrationHistory.ts';
import { sectionMarkers } from '../sectionMarkers.ts';
import { markedFiles } from './markedFiles.ts';
import { byName } from './orders.ts';
import { arrangeWhole, type Runner } from './Runner.ts';

/** Sends each section as one query, in a transaction unless its marker says transaction:false (dbmate's db.go). */
export const dbmate: Runner = {
  name: 'dbmate',
  transaction: 'own',
  markers: [sectionMarkers.dbmate],
  detect: (directory) => markedFiles(directory, sectionMarkers.dbmate.up, '-- migrate:up'),
  list: (directory) => looseMigrations(directory, /^\d.*\.sql$/).sort(byName),
  arrange(file) {
    const whole = file.directory.text(file.path) ?? '';
    const [, second] = whole.matchAll(new RegExp(sectionMarkers.dbmate.up, 'gm'));
    return second
      ? { transaction: file.policy, error: severalSections(lineAt(whole, second.index)) }
      : arrangeWhole(file);
  },
};

/** dbmate runs each in a transaction of its own, and takes all of them for one migration. */
function severalSections(line: number): MigrationSyntaxError {
  return {
    message: "a second '-- migrate:up' section in one file is not played",
    line,
    hint: 'Put each section into a file of its own, which dbmate runs alike.',
  };
}
