import { ownIdentity, stateOf } from '../../src/server/leftovers/ProcessIdentity.ts';
import { assert, suite } from '../support/suite.ts';

suite('the owner of a run', ({ test }) => {
  test('is alive as long as its process', () => {
    assert.is(stateOf(ownIdentity()), 'alive');
  });
  test('is dead where its number was given to another process', () => {
    assert.is(stateOf({ ...ownIdentity(), started: '1' }), 'dead');
  });
  test('is dead after a restart of the machine', () => {
    assert.is(stateOf({ ...ownIdentity(), boot: 'another' }), 'dead');
  });
  test('is unknown on another machine or in another container', () => {
    assert.is(stateOf({ ...ownIdentity(), host: 'elsewhere' }), 'unknown');
    assert.is(stateOf({ ...ownIdentity(), namespace: 'pid:[1]' }), 'unknown');
  });
});
