import { databaseUrlOf } from '../../src/server/connection/databaseUrlOf.ts';
import { parseDatabaseUrl } from '../../src/server/url/parseDatabaseUrl.ts';
import { assert, suite } from '../support/suite.ts';

const there = { host: '127.0.0.1', port: 5433, user: 'ana', password: undefined };

suite('the connection string of a database', ({ test }) => {
  test('is read back as what it was made of', () => {
    const connection = { ...there, user: 'a@b', password: 'p:/?#[]@ ü', ssl: false };
    assert.equal(parseDatabaseUrl(databaseUrlOf(connection, 'x y')), { ...connection, database: 'x y' });
  });

  test('brackets an IPv6 address', () => {
    assert.is(databaseUrlOf({ ...there, host: '::1' }, 'd'), 'postgres://ana@[::1]:5433/d');
  });

  test('names the directory of a socket as a parameter', () => {
    const url = databaseUrlOf({ ...there, host: '/run/postgresql' }, 'd');
    assert.is(parseDatabaseUrl(url).host, '/run/postgresql');
  });

  test('asks for TLS where the server was reached by it', () => {
    assert.match(databaseUrlOf({ ...there, ssl: true }, 'd'), /\?sslmode=require$/);
  });
});
