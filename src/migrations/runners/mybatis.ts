import { looseMigrations } from '../looseMigrations.ts';
import { sectionMarkers } from '../sectionMarkers.ts';
import { fillPlaceholders } from './fillPlaceholders.ts';
import { markedFiles } from './markedFiles.ts';
import { byNumber } from './orders.ts';
import { arrangeSingly, type Runner } from './Runner.ts';

/** MyBatis Migrations sends statements one by one, and commits behind each file (ScriptRunner). */
export const mybatis: Runner = {
  name: 'mybatis',
  transaction: 'own',
  markers: [sectionMarkers.mybatis],
  detect: (directory) => markedFiles(directory, sectionMarkers.mybatis.down, '-- //@UNDO'),
  // Beside them lie bootstrap.sql and onabort.sql.
  list: (directory) => looseMigrations(directory, /^\d.*\.sql$/).sort(byNumber),
  fill: fillPlaceholders,
  arrange: arrangeSingly,
};
