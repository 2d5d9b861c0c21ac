import { execFileSync } from 'node:child_process';
import { databaseVariables } from '../../src/server/connection/databaseVariables.ts';
import { fillCommand, fillText, placeholderValues } from '../../src/server/connection/fillPlaceholders.ts';
import { assert, suite } from '../support/suite.ts';

const connection = {
  host: '127.0.0.1',
  port: 5433,
  user: 'o\'hara "x"',
  password: 'p$a`s"s\'w\\rd 1&',
  ssl: false,
};
const values = placeholderValues(connection, 'shop 2');
const said = (command: string) =>
  execFileSync('sh', ['-c', fillCommand(command, values)], { encoding: 'utf8' });

suite('words in braces of a command', ({ test }) => {
  test('reach the program as they are, whatever quotes stand around them', () => {
    for (const command of [
      `printf %s {password}`,
      `printf %s "{password}"`,
      `printf %s '{password}'`,
      `printf %s a{password}b | sed 's/^a//;s/b$//'`,
    ])
      assert.is(said(command), connection.password, command);
    assert.is(
      said(`printf '%s|' {host} "{port}" '{user}' {database}`),
      `127.0.0.1|5433|${connection.user}|shop 2|`,
    );
  });

  test('are the URL in the forms of libpq and of JDBC', () => {
    assert.is(new URL(values.url).pathname, '/shop%202');
    assert.is(decodeURIComponent(new URL(values.url).password), connection.password);
    const jdbc = new URL(values.jdbcUrl.slice('jdbc:'.length));
    assert.equal([jdbc.protocol, jdbc.host, jdbc.pathname], ['postgresql:', '127.0.0.1:5433', '/shop%202']);
    assert.equal(
      [jdbc.searchParams.get('user'), jdbc.searchParams.get('password')],
      [connection.user, connection.password],
    );
  });

  test('are left alone where the shell means something by them', () => {
    assert.is(fillCommand(`awk '{print}' \${host} {"a"}`, values), `awk '{print}' \${host} {"a"}`);
  });

  test('are put into variables without quotes', () => {
    assert.is(fillText('host={host} port={port}', values), 'host=127.0.0.1 port=5433');
  });
});

suite('the environment of a program', ({ test }) => {
  test('names no other database than the one that it is given', () => {
    const inherited = {
      PATH: '/bin',
      PGHOST: 'production',
      PGSERVICE: 'production',
      PGPASSFILE: '/root/.pgpass',
      PGREHEARSE_CACHE: 'off',
      PGSSLROOTCERT: '/etc/ca.pem',
      DATABASE_URL: 'postgres://production',
      REPLICA_DATABASE_URL: 'postgres://production',
      FLYWAY_URL: 'jdbc:postgresql://production',
      POSTGRES_PRISMA_URL: 'postgres://production',
      DB_HOST: 'production',
      NODE_ENV: 'test',
    };
    const given = databaseVariables(inherited, { ...connection, user: 'me', password: 'x' }, 'shop');
    assert.not.match(JSON.stringify(given), /production|passfile/i);
    assert.equal(Object.keys(given).sort(), [
      'DATABASE_URL',
      'NODE_ENV',
      'PATH',
      'PGDATABASE',
      'PGHOST',
      'PGPASSWORD',
      'PGPORT',
      'PGREHEARSE_CACHE',
      'PGSSLROOTCERT',
      'PGUSER',
    ]);
  });
});
