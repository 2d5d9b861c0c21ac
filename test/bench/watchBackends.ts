/** A process of its own, for observer.ts: adds up the CPU time of a local server's backends between two messages. */
import { readFileSync } from 'node:fs';
import pg from 'pg';

/** CPU milliseconds by application_name, or by the kind of process where it has none. */
export type Totals = Record<string, number>;

const everyMs = 50;

interface Backend {
  name: string;
  firstNs: number;
  lastNs: number;
}

const client = new pg.Client({
  ...JSON.parse(process.argv[2]!),
  database: 'postgres',
  application_name: 'watcher',
});
await client.connect();
let backends = new Map<number, Backend>();
let counting = false;
process.on('message', async (message) => {
  if (message === 'begin') {
    backends = new Map();
    await look(true);
    counting = true;
  } else {
    counting = false;
    await look(false);
    const totals: Totals = {};
    for (const { name, firstNs, lastNs } of backends.values())
      totals[name] = (totals[name] ?? 0) + (lastNs - firstNs) / 1e6;
    process.send!(totals);
  }
});
const timer = setInterval(() => counting && void look(false), everyMs);
process.on('disconnect', () => {
  clearInterval(timer);
  void client.end();
});
process.send!('ready');

/** @param atBegin what they have spent so far does not count */
async function look(atBegin: boolean): Promise<void> {
  const { rows } = await client.query<{ pid: number; name: string }>(
    `select pid, coalesce(nullif(application_name, ''), backend_type) as name
       from pg_stat_activity where pid <> pg_backend_pid()`,
  );
  for (const { pid, name } of rows) {
    const ns = cpuNs(pid);
    if (ns === null) continue;
    const known = backends.get(pid);
    if (known) known.lastNs = ns;
    else backends.set(pid, { name, firstNs: atBegin ? ns : 0, lastNs: ns });
  }
}

/** Time on a CPU (Linux, Documentation/scheduler/sched-stats.rst); null for a process that is gone. */
function cpuNs(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    return null;
  }
}
