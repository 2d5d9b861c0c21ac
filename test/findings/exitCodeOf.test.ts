import type { ErrorFacts, Evidence } from '../../src/evidence/Evidence.ts';
import { exitCodeOf, type FailOn } from '../../src/findings/exitCodeOf.ts';
import { resultOf } from '../../src/findings/resultOf.ts';
import { acceptance, evidence, repeat, scenario } from '../fixtures/evidence/build.ts';
import { failed, holding, working } from '../fixtures/evidence/migrations.ts';
import { accepted, judged, withBudgets } from '../support/judged.ts';
import { assert, suite } from '../support/suite.ts';

const usual: FailOn[] = ['regression', 'budget'];

type Case = Parameters<typeof judged>;

function code(cases: Case[], failOn: FailOn[] = usual): number {
  const results = cases.map((one) => judged(...one));
  return exitCodeOf(
    resultOf(
      cases.map(([one]) => one),
      results,
    ),
    failOn,
  );
}

function stopped(code: string): Case {
  const error: ErrorFacts = { code, message: 'no', detail: null, hint: null };
  return [evidence({ error })];
}

const plain = (work: 'rewriting' | 'nothing'): Evidence =>
  evidence({ repeats: [repeat([working(10, work)])] });

const clean: Case = [plain('nothing')];
const regressed: Case = [plain('rewriting'), { baseline: accepted(plain('nothing')) }];
const breached: Case = [
  evidence({
    repeats: [repeat([holding(700, 800)])],
    scenario: withBudgets({ worst: { holdMs: { AccessExclusiveLock: 500 }, stallMs: null } }),
  }),
];
const migrationFails: Case = [evidence({ repeats: [repeat([failed])] })];
const partly: Case = [evidence({ notObserved: ['the rollback'] })];
const usage = stopped('scenario/field');
const environment = stopped('server/port-in-use');

suite('exitCodeOf', ({ test }) => {
  test('a clean run is 0, and so is no scenario at all', () => {
    assert.equal([code([clean]), code([])], [0, 0]);
  });
  test('a regression and a breached budget are 1', () => {
    assert.equal([code([regressed]), code([breached])], [1, 1]);
  });
  test('an error is by its area: 2, 3, 4, and 70 for a defect of ours', () => {
    const codes = [usage, environment, stopped('migration/lost'), stopped('defect/unexpected')];
    assert.equal(
      codes.map((one) => code([one])),
      [2, 3, 4, 70],
    );
  });
  test('every area of usage is 2, every area of the environment 3', () => {
    const areas = ['usage', 'config', 'scenario', 'migrations', 'data', 'query', 'baseline', 'evidence'];
    assert.equal(new Set(areas.map((area) => code([stopped(`${area}/x`)]))), new Set([2]));
    assert.equal(
      new Set(['server', 'docker', 'disk'].map((area) => code([stopped(`${area}/x`)]))),
      new Set([3]),
    );
  });
  test('a migration that failed is 4, unless it is accepted', () => {
    const accept = [acceptance({ rule: 'migration/failed' })];
    assert.is(code([migrationFails]), 4);
    assert.is(code([[{ ...migrationFails[0], scenario: scenario({ accept }) }]]), 0);
  });
  test('an inconclusive run is 0, and 5 when asked to fail on it', () => {
    assert.is(code([partly]), 0);
    assert.is(code([partly], [...usual, 'inconclusive']), 5);
  });
  test('where several apply the order is 2, 3, 4, 1, 5', () => {
    const all = [partly, regressed, migrationFails, environment, usage];
    const failOn: FailOn[] = [...usual, 'inconclusive'];
    const codes = all.map((_, index) => code(all.slice(0, all.length - index), failOn));
    assert.equal(codes, [2, 3, 4, 1, 5]);
  });
  test('one scenario’s defect does not hide what another found', () => {
    assert.is(code([stopped('defect/unexpected'), regressed]), 1);
  });
  test('--fail-on never leaves judgements at 0, and errors and failures as they are', () => {
    const codes = [regressed, breached, partly, migrationFails, environment, usage];
    assert.equal(
      codes.map((one) => code([one], ['never'])),
      [0, 0, 0, 4, 3, 2],
    );
  });
  test('--fail-on budget fails on budgets only', () => {
    assert.equal([code([breached], ['budget']), code([regressed], ['budget'])], [1, 0]);
  });
  test('--fail-on regression fails on regressions only', () => {
    assert.equal([code([breached], ['regression']), code([regressed], ['regression'])], [0, 1]);
  });
  test('--fail-on inconclusive fails on nothing else', () => {
    const only: FailOn[] = ['inconclusive'];
    assert.equal(
      [regressed, breached, partly].map((one) => code([one], only)),
      [0, 0, 5],
    );
  });
});
