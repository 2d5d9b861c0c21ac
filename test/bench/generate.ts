/**
 * How fast rows are generated and encoded, without a server: rows a second of processor time, the best of the
 * repeats. `npx tsx test/bench/generate.ts [rows] [repeats]`
 */

import { batchRows } from '../../src/dataset/values/Vector.ts';
import { formatCount } from '../../src/units.ts';
import { prepare } from '../support/tables.ts';
import { benchTables } from './tables.ts';

const rows = Number(process.argv[2] ?? 2_000_000);
const repeats = Number(process.argv[3] ?? 5);

const only = process.argv[4];
for (const { name, tables, types } of benchTables(rows)) {
  if (only !== undefined && name !== only) continue;
  const { encoder } = prepare(tables, types);
  let buffer: Buffer = Buffer.allocUnsafe(524_288);
  let best = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (let i = 0; i < repeats; i++) {
    const used = process.cpuUsage();
    bytes = 0;
    for (let row = 0, at = 0; row < rows; row += batchRows) {
      ({ into: buffer, at } = encoder.encode(row, Math.min(batchRows, rows - row), buffer, 0));
      bytes += at;
    }
    const { user, system } = process.cpuUsage(used);
    best = Math.min(best, (user + system) / 1e6);
  }
  process.stdout.write(
    `${name}: ${formatCount(Math.round(rows / best)).padStart(10)} rows/s of one core, ${(bytes / rows).toFixed(0)} bytes a row\n`,
  );
}
