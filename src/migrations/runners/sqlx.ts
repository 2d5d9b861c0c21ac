import { looseMigrations } from '../looseMigrations.ts';
import { nearestFile } from './nearestFile.ts';
import { byNumber } from './orders.ts';
import { arrangeWhole, type Runner } from './Runner.ts';

const fileName = /^\d+_.*\.sql$/;
const firstLine = /^-- no-transaction/;

/** Sends each file as one query, in a transaction unless the file begins with -- no-transaction (sqlx-core's source.rs). */
export const sqlx: Runner = {
  name: 'sqlx',
  transaction: 'own',
  markers: [],
  detect(directory) {
    const files = directory.files.filter((name) => name.endsWith('.sql'));
    if (files.length === 0 || !files.every((name) => fileName.test(name))) return null;
    if (files.some((name) => firstLine.test(directory.text(name) ?? '')))
      return "a file begins with '-- no-transaction'";
    const named = /^\s*sqlx\b|^\[(?:\w+-)*dependencies\.sqlx\]/m.test(
      nearestFile(directory.path, 'Cargo.toml') ?? '',
    );
    return named ? 'Cargo.toml names sqlx' : null;
  },
  list: (directory) => looseMigrations(directory, fileName).sort(byNumber),
  arrange: (file) => arrangeWhole({ ...file, bare: firstLine.test(file.text) }),
};
