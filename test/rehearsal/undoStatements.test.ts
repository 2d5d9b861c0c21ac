import type { ClusterState } from '../../src/rehearsal/cluster/ClusterState.ts';
import { undoStatements } from '../../src/rehearsal/cluster/undoStatements.ts';
import { assert, suite } from '../support/suite.ts';

const login = { attributes: 'LOGIN', password: 'SCRAM-SHA-256$1' };

function state(
  parts: Partial<Record<'roles' | 'memberships' | 'roleSettings' | 'system', object>> & {
    tablespaces?: string[];
  },
): ClusterState {
  const map = (object: object = {}) => new Map(Object.entries(object));
  return {
    roles: map(parts.roles),
    memberships: map(parts.memberships),
    roleSettings: map(parts.roleSettings),
    system: map(parts.system),
    tablespaces: new Set(parts.tablespaces),
  };
}

const always = () => true;

suite('what puts a server back as it was', ({ test }) => {
  test('nothing, where nothing changed', () => {
    const same = state({ roles: { app: login }, system: { work_mem: '4MB' }, tablespaces: ['pg_default'] });
    assert.equal(undoStatements(same, same, always), []);
  });
  test('a role that came goes with what it owns', () => {
    assert.equal(undoStatements(state({}), state({ roles: { 'App "x"': login } }), always), [
      'DROP OWNED BY "App ""x""" CASCADE',
      'DROP ROLE "App ""x"""',
    ]);
  });
  test('a role that went comes again, with its password as it was stored', () => {
    assert.equal(undoStatements(state({ roles: { app: login } }), state({}), always), [
      `CREATE ROLE "app" WITH LOGIN PASSWORD 'SCRAM-SHA-256$1'`,
    ]);
  });
  test('a password that we may not see is not taken away', () => {
    const before = state({ roles: { app: { attributes: 'LOGIN' } } });
    const after = state({ roles: { app: { attributes: 'NOLOGIN' } } });
    assert.equal(undoStatements(before, after, always), ['ALTER ROLE "app" WITH LOGIN']);
  });
  test('memberships are granted and revoked, those of a role that is dropped are not', () => {
    const roles = { app: login, reader: login };
    const one = { role: 'reader', member: 'app', admin: true };
    const other = { role: 'reader', member: 'new', admin: false };
    const without = state({ roles });
    const having = state({ roles, memberships: { a: one } });
    assert.equal(undoStatements(having, without, always), ['GRANT "reader" TO "app" WITH ADMIN OPTION']);
    assert.equal(undoStatements(without, having, always), ['REVOKE "reader" FROM "app"']);
    const more = state({ roles: { ...roles, new: login }, memberships: { b: other } });
    assert.equal(
      undoStatements(without, more, (name) => name === 'reader'),
      [],
    );
  });
  test('ALTER SYSTEM is reset, or set to what it was', () => {
    const changed = state({ system: { work_mem: '7MB', 'pg_trgm.word': '1' } });
    assert.equal(undoStatements(state({ system: { work_mem: '4MB' } }), changed, always), [
      `ALTER SYSTEM SET "work_mem" = '4MB'`,
      'ALTER SYSTEM RESET "pg_trgm"."word"',
      'SELECT pg_catalog.pg_reload_conf()',
    ]);
  });
  test('what the migrations do not speak of is left alone', () => {
    const after = state({ roles: { other: login }, system: { work_mem: '7MB' }, tablespaces: ['theirs'] });
    assert.equal(
      undoStatements(state({}), after, () => false),
      [],
    );
  });
});
