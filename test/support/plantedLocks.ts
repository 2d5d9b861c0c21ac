import type { LockMode } from '../../src/evidence/LockMode.ts';
import type {
  LockSighting,
  MigrationEvidence,
  TransactionEnd,
} from '../../src/evidence/MigrationEvidence.ts';
import { backend, commit, failure, migration, rollback, statement } from '../fixtures/evidence/build.ts';
import type { Random } from './random.ts';

/** What truly happened to a lock. `kept`: a snapshot shows it. */
export interface Truth {
  oid: number;
  mode: LockMode;
  statement: number;
  acquired: number;
  released: number;
  kept: boolean;
}

export interface Planted {
  truths: Truth[];
  migration: MigrationEvidence;
  sightings: LockSighting[];
  longestGapMs: number;
  looks: Look[];
}

interface Look {
  sent: number;
  moment: number;
  received: number;
}

/** A statement's times; its transaction's end, where it is the last of one. */
interface Step {
  sent: number;
  ack: number;
  inTransaction: boolean;
  failed: boolean;
  end: { sent: number; ack: number; kind: 'commit' | 'rollback' } | null;
}

const locks: readonly { oid: number; mode: LockMode }[] = [
  { oid: 1, mode: 'AccessExclusiveLock' },
  { oid: 1, mode: 'ShareLock' },
  { oid: 2, mode: 'AccessExclusiveLock' },
];

/** A migration with random statements, transactions, errors and locks, and what a sampler saw of it. */
export function plant(random: Random): Planted {
  const steps = timeline(random);
  const truths = locks.flatMap((lock) => livesOf(lock, steps, random));
  const looks = sample(steps.at(-1)!, random);
  return {
    truths,
    migration: evidenceOf(steps, truths),
    sightings: locks.flatMap((lock) => sightingsOf(lock, truths, looks)),
    longestGapMs: Math.max(...looks.slice(1).map((look, index) => look.sent - looks[index]!.sent)),
    looks,
  };
}

function timeline(random: Random): Step[] {
  const steps: Step[] = [];
  const count = random.whole(1, 5);
  let clock = random.between(20, 60);
  const later = (ms: number) => {
    clock += ms;
    return clock;
  };
  const pass = () => later(random.chance(0.5) ? random.between(0.2, 4) : random.between(0.2, 150));
  let open = random.chance(0.7);
  for (let index = 1; index <= count; index++) {
    const sent = pass();
    const ack = pass();
    const failed = index === count && random.chance(0.25);
    const step: Step = { sent, ack, inTransaction: open, failed, end: null };
    if (open && (index === count || random.chance(0.3))) {
      const kind = failed || random.chance(0.1) ? 'rollback' : 'commit';
      step.end = { sent: later(random.between(0.05, 3)), ack: pass(), kind };
      open = random.chance(0.7);
    } else if (!open) {
      open = random.chance(0.5);
    }
    later(random.between(0.05, 3));
    steps.push(step);
  }
  return steps;
}

function livesOf(lock: { oid: number; mode: LockMode }, steps: readonly Step[], random: Random): Truth[] {
  const truths: Truth[] = [];
  let held: Truth | null = null;
  for (const [index, step] of steps.entries()) {
    const { sent, ack, inTransaction, failed, end } = step;
    if (held) {
      if (failed) held = release(held, random.between(sent, end!.ack));
      else if (!end && random.chance(0.15)) held = release(held, random.between(sent, ack));
    } else if (inTransaction && !failed && random.chance(0.4)) {
      held = { ...lock, statement: index + 1, acquired: random.between(sent, ack), released: 0, kept: true };
      truths.push(held);
    } else if (random.chance(0.4)) {
      const last = failed && end ? end.ack : ack;
      const acquired = random.between(sent, ack);
      const released = random.between(acquired, last);
      truths.push({ ...lock, statement: index + 1, acquired, released, kept: false });
    }
    if (held && end) held = release(held, random.between(end.sent, end.ack));
  }
  return truths;
}

function release(truth: Truth, moment: number): null {
  truth.released = moment;
  return null;
}

/** Looks like those of the sampler: one after another, most of them short, from before the migration to after it. */
function sample(last: Step, random: Random): Look[] {
  const looks: Look[] = [];
  const until = Math.max(last.ack, last.end?.ack ?? 0) + 50;
  const period = random.between(4, 15);
  for (let sent = random.between(0, 10); sent < until; ) {
    const received = sent + (random.chance(0.1) ? random.between(3, 60) : random.between(0.2, 3));
    looks.push({ sent, moment: random.between(sent, received), received });
    sent = received + period + (random.chance(0.05) ? random.between(0, 100) : 0);
  }
  return looks;
}

function sightingsOf(
  { oid, mode }: { oid: number; mode: LockMode },
  truths: readonly Truth[],
  looks: readonly Look[],
): LockSighting[] {
  const sightings: LockSighting[] = [];
  let open: LockSighting | null = null;
  for (const [index, { sent, moment, received }] of looks.entries()) {
    const held = truths.some(
      (truth) =>
        truth.oid === oid && truth.mode === mode && truth.acquired <= moment && moment < truth.released,
    );
    if (held && open) {
      open.lastSeenMs = sent;
      open.lastLookMs = received;
    } else if (held) {
      open = {
        oid,
        mode,
        granted: true,
        backend,
        absentMs: looks[index - 1]?.sent ?? null,
        firstLookMs: sent,
        firstSeenMs: received,
        lastSeenMs: sent,
        lastLookMs: received,
        goneMs: null,
      };
      sightings.push(open);
    } else if (open) {
      open.goneMs = received;
      open = null;
    }
  }
  return sightings;
}

function evidenceOf(steps: readonly Step[], truths: readonly Truth[]): MigrationEvidence {
  const statements = steps.map(({ sent, ack, inTransaction, failed }, index) => {
    const exact = inTransaction && !failed;
    const shown = truths
      .filter(({ kept, acquired, released }) => kept && acquired <= ack && released > ack)
      .map(({ oid, mode }) => [oid, mode] as const);
    return statement(index + 1, [sent, ack], {
      locksAfter: exact ? shown : null,
      error: failed ? failure : null,
    });
  });
  const ends = steps.flatMap(({ end }, index): TransactionEnd[] => {
    if (!end) return [];
    return [(end.kind === 'commit' ? commit : rollback)(index + 1, [end.sent, end.ack])];
  });
  return migration(statements, ends);
}
