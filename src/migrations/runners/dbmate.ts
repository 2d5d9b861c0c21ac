import { looseMigrations } from '../looseMigrations.ts';
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
  arrange: arrangeWhole,
};
