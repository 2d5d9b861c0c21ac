import {
  ExitCode,
  exitCodeMeanings,
  exitCodeOfErrorCode,
  messageOf,
  PgrehearseError,
} from '../src/errors.ts';
import { assert, suite } from './support/suite.ts';

suite('errors', ({ test }) => {
  test('every exit code has a meaning', () => {
    assert.equal(Object.keys(exitCodeMeanings).map(Number), Object.values(ExitCode));
  });
  test('the area of a code decides the exit code, and what is none of ours is a defect', () => {
    assert.equal(
      ['usage/flag', 'server/start', 'migration/failed', 'nonsense', 'toString/x', ''].map(
        exitCodeOfErrorCode,
      ),
      [ExitCode.usage, ExitCode.environment, ExitCode.migrationFailed, 70, 70, 70],
    );
  });
  test('an error knows its exit code and keeps its cause', () => {
    const cause = new Error('below');
    const error = new PgrehearseError('disk/full', 'no room', { cause });
    assert.equal([error.exitCode, error.cause], [3, cause]);
  });
  test('anything thrown has a message', () => {
    assert.equal([new Error('a'), 'b', undefined].map(messageOf), ['a', 'b', 'undefined']);
  });
});
