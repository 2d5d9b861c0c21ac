import { imageOf, majorOfImage } from '../../src/server/container/imageOf.ts';
import { fitsVersion } from '../../src/server/parity/checkVersion.ts';
import {
  databasePrefix,
  directoryName,
  newRunId,
  runOfDatabase,
  runOfDirectory,
} from '../../src/server/RunId.ts';
import { describeConnection, parseDatabaseUrl } from '../../src/server/url/parseDatabaseUrl.ts';
import { postgresSpec } from '../support/postgresSpec.ts';
import { rejection } from '../support/rejection.ts';
import { assert, suite } from '../support/suite.ts';

suite('names', ({ test }) => {
  test('of databases and directories lead back to their run', () => {
    const run = newRunId();
    assert.is(runOfDatabase(`${databasePrefix(run)}template`), run);
    assert.is(runOfDirectory(directoryName(run)), run);
  });
  test('of others lead to no run', () => {
    assert.is(runOfDatabase('pgrehearse_production'), undefined);
    assert.is(runOfDirectory('pgrehearse-test-aB3dEf'), undefined);
  });
  test('a version fits its major, itself and no other', () => {
    assert.ok(fitsVersion('18', '18.4'));
    assert.ok(fitsVersion('18.4', '18.4'));
    assert.ok(fitsVersion(null, '15.18'));
    assert.not(fitsVersion('18.3', '18.4'));
    assert.not(fitsVersion('1', '18.4'));
  });
  test('an image is the official one of the version, unless named', () => {
    assert.is(imageOf(postgresSpec({ version: '16.3' })), 'postgres:16.3');
    assert.is(imageOf(postgresSpec({ image: 'x/y:1' })), 'x/y:1');
  });
  test('an image’s major version is in its tag', () => {
    assert.is(majorOfImage(postgresSpec({ image: 'registry:5000/pgvector:pg17-bookworm' })), 17);
    assert.is(majorOfImage(postgresSpec({ image: 'postgres:15.4-alpine' })), 15);
    assert.is(majorOfImage(postgresSpec({ image: 'registry:5000/ours', version: '16' })), 16);
  });
  test('a URL is taken apart', () => {
    const { host, port, user, password, database } = parseDatabaseUrl(
      'postgres://u:p%40ss@db.example:6000/app',
    );
    assert.equal(
      { host, port, user, password, database },
      {
        host: 'db.example',
        port: 6000,
        user: 'u',
        password: 'p@ss',
        database: 'app',
      },
    );
  });
  test('a URL is shown without its password', () => {
    const shown = describeConnection(parseDatabaseUrl('postgresql://u:hunter2@h/app?sslmode=require'));
    assert.is(shown, 'postgresql://u@h:5432/app');
  });
  test('a malformed URL is refused without a word of it', async () => {
    for (const url of [
      'mysql://u:hunter2@h/x',
      'postgres://u:hunter2@h:99999999/x',
      'host=h password=hunter2',
    ]) {
      const error = await rejection(() => parseDatabaseUrl(url));
      assert.is(error.code, 'usage/database-url');
      assert.not.match(JSON.stringify([error.message, error.detail, error.hint, error.cause]), 'hunter2');
    }
  });
});
