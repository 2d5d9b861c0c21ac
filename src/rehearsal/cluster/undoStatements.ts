import { escapeIdentifier, escapeLiteral } from 'pg';
import { settingName } from '../../server/databases/databaseSettings.ts';
import type { ClusterState, Role } from './ClusterState.ts';

/**
 * What turns the second state into the first again, in order; each is sent by itself.
 * @param mentioned whether the migrations speak of a name: what others do on the server meanwhile is left alone
 */
export function undoStatements(
  before: ClusterState,
  after: ClusterState,
  mentioned: (name: string) => boolean,
): string[] {
  return [
    ...undoneRoles(before, after, mentioned),
    ...undoneMemberships(before, after, mentioned),
    ...undoneRoleSettings(before, after, mentioned),
    ...[...after.tablespaces]
      .filter((name) => !before.tablespaces.has(name) && mentioned(name))
      .map((name) => `DROP TABLESPACE ${escapeIdentifier(name)}`),
    ...undoneSystem(before, after, mentioned),
  ];
}

function undoneRoles(
  before: ClusterState,
  after: ClusterState,
  mentioned: (name: string) => boolean,
): string[] {
  const created = [...after.roles.keys()].filter((name) => !before.roles.has(name) && mentioned(name));
  const changed = [...before.roles].filter(([name, role]) => {
    const now = after.roles.get(name);
    return mentioned(name) && !(now?.attributes === role.attributes && now.password === role.password);
  });
  return [
    // In this database: the clone that is dropped anyway.
    ...created.flatMap((name) => [
      `DROP OWNED BY ${escapeIdentifier(name)} CASCADE`,
      `DROP ROLE ${escapeIdentifier(name)}`,
    ]),
    ...changed.map(([name, role]) => {
      const verb = after.roles.has(name) ? 'ALTER' : 'CREATE';
      return `${verb} ROLE ${escapeIdentifier(name)} WITH ${attributesOf(role)}`;
    }),
  ];
}

function attributesOf({ attributes, password }: Role): string {
  if (password === undefined) return attributes;
  return `${attributes} PASSWORD ${password === null ? 'NULL' : escapeLiteral(password)}`;
}

function undoneMemberships(
  before: ClusterState,
  after: ClusterState,
  mentioned: (name: string) => boolean,
): string[] {
  // Those of a role that is dropped go with it.
  const there = ({ role, member }: { role: string; member: string }) =>
    (before.roles.has(role) || role.startsWith('pg_')) && before.roles.has(member);
  const ours = ({ role, member }: { role: string; member: string }) => mentioned(role) || mentioned(member);
  const words = ({ role, member }: { role: string; member: string }, by: string) =>
    `${escapeIdentifier(role)} ${by} ${escapeIdentifier(member)}`;
  return [
    ...[...after.memberships]
      .filter(([key, one]) => before.memberships.get(key)?.admin !== one.admin && there(one) && ours(one))
      .map(([, one]) => `REVOKE ${words(one, 'FROM')}`),
    ...[...before.memberships]
      .filter(([key, one]) => after.memberships.get(key)?.admin !== one.admin && ours(one))
      .map(([, one]) => `GRANT ${words(one, 'TO')}${one.admin ? ' WITH ADMIN OPTION' : ''}`),
  ];
}

function undoneRoleSettings(
  before: ClusterState,
  after: ClusterState,
  mentioned: (name: string) => boolean,
): string[] {
  const names = new Set([...before.roleSettings.keys(), ...after.roleSettings.keys()]);
  return [...names].flatMap((name) => {
    const [old, now] = [before.roleSettings.get(name) ?? [], after.roleSettings.get(name) ?? []];
    const all = name === '';
    if (old.join('\n') === now.join('\n') || !(all ? mentioned('role') : mentioned(name))) return [];
    if (!all && !before.roles.has(name)) return [];
    const role = all ? 'ALL' : escapeIdentifier(name);
    return [`ALTER ROLE ${role} RESET ALL`, ...old.map((setting) => setAgain(role, setting))];
  });
}

/** Taken from a transaction, because that alone reads lists (`search_path`) as SET does. */
function setAgain(role: string, setting: string): string {
  const at = setting.indexOf('=');
  const [name, value] = [setting.slice(0, at), setting.slice(at + 1)];
  return `BEGIN; SELECT pg_catalog.set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true); ALTER ROLE ${role} SET ${settingName(name)} FROM CURRENT; COMMIT`;
}

function undoneSystem(
  before: ClusterState,
  after: ClusterState,
  mentioned: (name: string) => boolean,
): string[] {
  const names = [...new Set([...before.system.keys(), ...after.system.keys()])].filter(
    (name) => before.system.get(name) !== after.system.get(name) && mentioned(name),
  );
  if (names.length === 0) return [];
  const statements = names.map((name) => {
    const value = before.system.get(name);
    return value === undefined
      ? `ALTER SYSTEM RESET ${settingName(name)}`
      : `ALTER SYSTEM SET ${settingName(name)} = ${escapeLiteral(value)}`;
  });
  return [...statements, 'SELECT pg_catalog.pg_reload_conf()'];
}
