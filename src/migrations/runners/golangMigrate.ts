import { looseMigrations } from '../looseMigrations.ts';
import { nearestFile } from './nearestFile.ts';
import { byNumber } from './orders.ts';
import { arrangeWhole, type Runner } from './Runner.ts';

const fileName = /^\d+_.*\.(?:up|down)\.sql$/;

/** Sends each file as one query (database/postgres: Run); x-multi-statement=true sends the statements one by one, `transaction: 'none'` here. */
export const golangMigrate: Runner = {
  name: 'golang-migrate',
  transaction: 'implicit',
  markers: [],
  detect(directory) {
    const files = directory.files.filter((name) => name.endsWith('.sql'));
    if (files.length === 0 || !files.every((name) => fileName.test(name))) return null;
    const known = /golang-migrate\/migrate/.test(nearestFile(directory.path, 'go.mod') ?? '');
    return `its files are 0001_name.up.sql and .down.sql${known ? ', and go.mod names golang-migrate' : ''}`;
  },
  list: (directory) => looseMigrations(directory, fileName).sort(byNumber),
  arrange: arrangeWhole,
};
