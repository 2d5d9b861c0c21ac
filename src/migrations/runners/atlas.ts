import { looseMigrations } from '../looseMigrations.ts';
import { byName } from './orders.ts';
import { arrangeSingly, type Runner } from './Runner.ts';

/** A transaction for each file unless `-- atlas:txmode none` is its directive; --tx-mode all is `transaction: 'shared'` here. */
export const atlas: Runner = {
  name: 'atlas',
  transaction: 'own',
  markers: [],
  detect: (directory) => (directory.files.includes('atlas.sum') ? 'atlas.sum lies beside its files' : null),
  list: (directory) => looseMigrations(directory).sort(byName),
  arrange: (file) => arrangeSingly({ ...file, bare: /^--[ \t]*atlas:txmode none\b/m.test(file.text) }),
};
