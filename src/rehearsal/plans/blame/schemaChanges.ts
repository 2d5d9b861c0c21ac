import { columnChanges } from './columnChanges.ts';
import { indexChanges } from './indexChanges.ts';
import type { SchemaChange } from './SchemaChange.ts';
import type { SchemaState } from './SchemaState.ts';
import { tableChanges } from './tableChanges.ts';

/** What lies between two moments that a plan may depend on, the likeliest to have changed one first. */
export function schemaChanges(before: SchemaState, after: SchemaState): SchemaChange[] {
  return [
    ...indexChanges(before, after),
    ...columnChanges(before, after),
    ...tableChanges(before, after),
    ...ruleChanges(before, after),
    ...codeChanges(before, after),
    ...settingChanges(before, after),
  ];
}

function ruleChanges(before: SchemaState, after: SchemaState): SchemaChange[] {
  const keyOf = (rule: SchemaState['rules'][number]) =>
    JSON.stringify([rule.table, rule.kind, rule.name, rule.definition]);
  const [had, has] = [new Set(before.rules.map(keyOf)), new Set(after.rules.map(keyOf))];
  const there = new Set(after.tables.map(({ oid }) => oid));
  const say = (verb: string) => (rule: SchemaState['rules'][number]) => ({
    text: `${verb} ${rule.kind} ${rule.name}`,
    table: rule.table,
  });
  return [
    ...before.rules.filter((rule) => there.has(rule.table) && !has.has(keyOf(rule))).map(say('dropped')),
    ...after.rules.filter((rule) => !had.has(keyOf(rule))).map(say('added')),
  ];
}

function codeChanges(before: SchemaState, after: SchemaState): SchemaChange[] {
  const had = new Map(before.code.map(({ kind, name, version }) => [`${kind} ${name}`, version]));
  const has = new Map(after.code.map(({ kind, name, version }) => [`${kind} ${name}`, version]));
  const say = (verb: string) => (name: string) => ({ text: `${verb} ${name}`, table: null });
  return [
    ...[...had.keys()].filter((name) => !has.has(name)).map(say('dropped')),
    ...[...has.keys()].filter((name) => !had.has(name)).map(say('created')),
    ...[...has]
      .filter(([name, at]) => had.has(name) && had.get(name) !== at)
      .map(([name]) => say('changed')(name)),
  ];
}

function settingChanges(before: SchemaState, after: SchemaState): SchemaChange[] {
  const valuesOf = ({ settings }: SchemaState) =>
    new Map(settings.map(({ of, name, value }) => [`${name} of the ${of}`, value]));
  const [had, has] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...had.keys(), ...has.keys()])]
    .filter((name) => had.get(name) !== has.get(name))
    .map((name) => {
      const [from, to] = [had.get(name), has.get(name)];
      const text =
        to === undefined
          ? `reset ${name}`
          : from === undefined
            ? `set ${name} to ${to}`
            : `changed ${name} from ${from} to ${to}`;
      return { text, table: null };
    });
}
