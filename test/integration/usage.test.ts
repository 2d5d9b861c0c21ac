import { type Outcome, type Project, project, scenarioText } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

suite('the command line, where nothing is started', ({ test, before }) => {
  let one: Project;
  before(() => {
    one = project({
      'scenarios/orders/scenario.ts': scenarioText(
        `name: 'orders', tags: ['nightly'], migrations: { directory: './migrations' },
         data: [defineTable('public.orders', { id: sequence() }).rows(50_000)]`,
      ),
      'scenarios/orders/migrations/0001_orders.sql': 'create table orders (id bigint primary key);\n',
      'scenarios/orders/migrations/0002_index.sql': 'create index on orders (id);\n',
      'scenarios/users/scenario.ts': scenarioText(
        `name: 'users', migrations: { directory: '../orders/migrations' }, data: auto({ rows: 10 })`,
      ),
      'cut.json': '{"schemaVersion":1,"scenario":{"na',
    });
  });

  /** A mistake in what was typed: 2, nothing on standard output, a message and a hint, and nothing written. */
  const refuses = (words: string[], message: RegExp, hint: RegExp = /hint: /) =>
    test(`${words.join(' ') || 'nothing'} is refused`, async () => {
      const { code, stdout, stderr } = await one.call(...words);
      assert.is(code, 2, stderr);
      assert.is(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, hint);
      assert.not.match(stderr, /\n {4}at /);
      assert.not.ok(one.exists('.pgrehearse'));
    });

  refuses(['rnu'], /no command 'rnu'/, /Did you mean run\?/);
  refuses(['baselin', 'update'], /no command 'baselin'/, /Did you mean baseline\?/);
  refuses(['run', 'ordesr'], /there is no scenario 'ordesr'/, /Did you mean 'orders'\?/);
  refuses(['run', '--scael', '2'], /'scael' is no flag/, /Did you mean --scale\?/);
  refuses(['--frobnicate'], /'frobnicate' is no flag/);
  refuses(['run', '--server', 'embeded'], /--server cannot be 'embeded'/, /Did you mean 'embedded'\?/);
  refuses(
    ['run', '--runner', 'golang-migrat'],
    /--runner does not know 'golang-migrat'/,
    /Did you mean 'golang-migrate'\?/,
  );
  refuses(['run', '--placeholder', 'schema'], /--placeholder: expected name=value, found 'schema'/);
  refuses(['baseline', 'updte'], /action cannot be 'updte'/, /Did you mean 'update'\?/);
  refuses(['judge'], /needs something to work on/);
  refuses(['run', '--seed'], /--seed needs a value/);
  refuses(['judge', 'cut.json', '--fail-on'], /--fail-on needs a value/);
  refuses(['run', '--output', '--json'], /--output needs a value/);
  refuses(['run', '--scale', '1', '--scale', '2'], /--scale was given 2 times/);
  refuses(['run', '--scale', 'small'], /--scale: expected a number, found 'small'/);
  refuses(['run', '--scale', '0'], /--scale: expected a number above 0/);
  refuses(['run', '--repeat', '1.5'], /--repeat: expected a positive whole number, found 1\.5/);
  refuses(['run', '--seed', '-1'], /--seed: expected a whole number, 0 or more, found -1/);
  refuses(['run', '--time-limit', 'soon'], /--time-limit cannot be 'soon'/);
  refuses(['run', '--time-limit', '0 s'], /--time-limit cannot be '0 s'/);
  refuses(['run', '--fail-on', 'sometimes'], /--fail-on does not know 'sometimes'/);
  refuses(['run', '--reporter', 'pdf'], /no reporter 'pdf'/);
  refuses(['run', '--only', 'weekly'], /no scenario carries the tag weekly/);
  refuses(['run', '--target-url', 'postgres://u:hidden@h/d'], /never takes --target-url/);
  refuses(['run', '--rows', '10'], /--rows, --size, --queries, --workload and --name go with --migrations/);
  refuses(['run', '--migrations', 'm', '--rows', '0'], /--rows: expected a positive whole number, found 0/);
  refuses(['run', '--migrations', 'm', '--name', 'No Good'], /--name: expected /);
  refuses(['run', 'orders', '--migrations', 'm'], /a scenario and --migrations exclude each other/);
  refuses(['run', '--pending-from', '1', '--pending-since', 'v1'], /exclude each other/);
  refuses(['run', '--server', 'embedded', '--database-url', 'postgres://u:hidden@h/d'], /exclude each other/);
  refuses(['judge', 'missing.json'], /cannot read evidence missing\.json/);
  refuses(['judge', 'cut.json'], /cut\.json is not whole: it is no valid JSON/);
  refuses(['report', 'missing.json'], /cannot read a result missing\.json/);
  refuses(['baseline', 'update'], /cannot read a result/);
  refuses(['production', 'captur'], /action cannot be 'captur'/, /Did you mean 'capture'\?/);
  refuses(['production', 'capture'], /production capture needs --target-url/, /pgrehearse production sql/);
  refuses(
    ['production', 'capture', '--target-url', 'mysql://u:hidden@h/d'],
    /the database URL cannot be read/,
  );
  refuses(
    ['production', 'sql', '--target-url', 'postgres://u:hidden@h/d'],
    /production sql takes no --target-url/,
  );
  refuses(['production', 'sql', '--output', 'x.sql'], /production sql takes no --output/);
  refuses(
    ['run', '--pending-production', '--pending-from', '1'],
    /--pending-from and --pending-production exclude/,
  );
  refuses(['run', 'orders', '--pending-production', '--dry-run'], /there is no production\.json/);

  test('a password is in no message', async () => {
    for (const words of [
      ['run', '--target-url', 'postgres://u:hidden@h/d'],
      ['run', '--server', 'embedded', '--database-url', 'postgres://u:hidden@h/d'],
      ['run', '--database-url', 'postgress://u:hidden@h/d'],
      ['run', '--database-url', 'postgres://u:hidden@h:99999/d'],
    ]) {
      const { code, stdout, stderr } = await one.call('orders', ...words.slice(1));
      assert.is(code, 2, stderr);
      assert.not.match(stdout + stderr, /hidden/);
    }
  });

  test('a flag of a list takes one word and leaves the next to the scenarios', async () => {
    const { code, stderr } = await one.call('run', '--fail-on', 'never', 'ordesr');
    assert.is(code, 2);
    assert.match(stderr, /there is no scenario 'ordesr'/);
  });

  test('--dry-run says rows, disk and time, and starts nothing', async () => {
    const { code, stdout } = await one.run('run', '--dry-run', 'orders');
    assert.is(code, 0);
    assert.match(stdout, /pending: 0002_index/);
    assert.match(stdout, /public\.orders +50,000 rows/);
    assert.match(stdout, /50,000 rows in 1 scenario\. Disk: .* to .*Time: .* to /);
    assert.equal(one.leftFolders(), []);
    assert.not.ok(one.exists('.pgrehearse'));
  });

  test('--dry-run --json prints JSON alone', async () => {
    const { code, stdout, stderr } = await one.call('run', 'orders', '--dry-run', '--json', '--scale', '0.1');
    assert.is(code, 0);
    assert.is(stderr, '');
    const { scenarios, rows } = JSON.parse(stdout);
    assert.equal(
      scenarios.map((each: { name: string; pending: string[] }) => [each.name, each.pending]),
      [['orders', ['0002_index']]],
    );
    assert.is(rows, 5000);
  });

  test('list shows the scenarios, in words and as JSON', async () => {
    const { stdout } = await one.call('list');
    assert.match(stdout, /^orders\n {2}50,000 rows/m);
    const { code, stdout: json } = await one.call('list', '--json', '--only', 'nightly');
    assert.is(code, 0);
    assert.equal(
      JSON.parse(json).map(({ name }: { name: string }) => name),
      ['orders'],
    );
  });

  test('--help names every command, and the help of run every flag of the design', async () => {
    const { code, stdout } = await one.run('--help');
    assert.is(code, 0);
    for (const name of ['run', 'judge', 'report', 'baseline', 'list', 'init', 'doctor'])
      assert.match(stdout, new RegExp(`^ {2}pgrehearse ${name} `, 'm'));
    const run: Outcome = await one.call('run', '--help');
    assert.is(run.code, 0);
    const flags =
      'scale repeat seed server database-url pending-from pending-since output baseline history fail-on ' +
      'accept only time-limit dry-run reporter json keep-database color quiet verbose migrations rows name ' +
      'yes-this-server-is-disposable';
    for (const flag of flags.split(' ')) assert.match(run.stdout, new RegExp(`--${flag}\\b`), flag);
  });

  test('the language of the environment changes no message', async () => {
    const german = project({}, { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' });
    const { code, stderr } = await german.run('judge');
    assert.is(code, 2);
    assert.match(stderr, /needs something to work on/);
    assert.not.match(stderr, /Argumente/);
  });
});
