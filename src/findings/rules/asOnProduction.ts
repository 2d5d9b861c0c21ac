import { productionDraft } from '../productionDraft.ts';
import type { Rule } from '../Rule.ts';
import { notApplied } from './commandOutcome.ts';

/** How many names a title has room for. */
const shown = 6;

export const historyMissing: Rule = {
  id: 'history/missing',
  title: 'A migration is missing: from the directory, or from what the command applied',
  why: 'A release whose pipeline never ran a migration meets a schema that it does not know; and a base that was made without what production has is not production’s.',
  severity:
    'fail where the command did not apply a pending migration; warn where production has more than the directory',
  example: {
    bad: 'a checkout that is older than production; a pipeline that runs the tool against another database, or in another folder',
    good: 'git pull, or a schema file as the base, where they were squashed; the database that the tool is given',
  },
  check({ facts, scenario, interrupted }) {
    const { production } = scenario;
    const { missingMigrations: missing = [], failedMigrations: failed = [], file } = production ?? {};
    const titles = [
      ...(missing.length === 0
        ? []
        : [`Production has applied ${names(missing)}, which the directory of migrations lacks`]),
      ...(failed.length === 0 ? [] : [`${names(failed)} failed on production and was not repaired`]),
    ];
    const ofProduction = titles.map((title) => ({
      ...draft,
      cause: 'the history on production',
      title,
      why: 'The base of the rehearsal was made without them: it is not what production has.',
      remedy: `Update the checkout or repair production’s history, and capture ${file} again; or give the schema as the base.`,
    }));
    return [...(interrupted ? [] : notApplied(facts, scenario)), ...ofProduction];
  },
};

export const targetSchemaDiffers: Rule = {
  id: 'target/schema-differs',
  title: 'Production has other tables than the base of the rehearsal',
  why: 'Either production.json is of another database, or somebody changed a schema by hand.',
  severity: 'warn',
  example: {
    bad: 'a table that was created by hand on production',
    good: 'a migration that creates it, if it is not there yet',
  },
  check({ scenario: { production }, relations }) {
    if (!production?.relations || relations.size === 0) return [];
    const there = new Set(production.relations);
    const here = [...relations.values()].filter(({ kind }) => ['r', 'p', 'm'].includes(kind));
    const partitioned = here.some(({ kind }) => kind === 'p');
    const onlyThere = production.relations.filter((name) => !relations.has(name));
    // Which partitions there are depends on the day, and evidence does not tell them from tables.
    const onlyHere = partitioned ? [] : here.map(({ name }) => name).filter((name) => !there.has(name));
    const lines = [
      ...(onlyThere.length === 0 ? [] : [`the base lacks ${names(onlyThere)}`]),
      ...(onlyHere.length === 0 ? [] : [`production lacks ${names(onlyHere)}`]),
    ];
    if (lines.length === 0) return [];
    return [
      {
        ...draft,
        cause: 'the schema on production',
        title: `By ${production.file}, ${lines.join(', and ')}`,
        why: this.why,
        remedy: `Capture ${production.file} of this database again, with --schema where others share it, or bring the migrations up to what production has.`,
      },
    ];
  },
};

const draft = { ...productionDraft, evidence: 'scenario.production beside relations and pending' };

function names(all: readonly string[]): string {
  const more = all.length - shown;
  return more > 0 ? `${all.slice(0, shown).join(', ')} and ${more} more` : all.join(', ');
}
