import { watchServer } from '../../src/dataset/load/watchServer.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

/** Each runs until what the server says of it was heard. */
const works: Record<string, { statement: string; says: RegExp }> = {
  'an index build, with its phase and share': {
    statement: 'create index watched_idx on watched (md5(a::text))',
    says: /^building an index of watched, building index: .+, \d+ %$/,
  },
  'a VACUUM': { statement: 'vacuum (freeze, disable_page_skipping) watched', says: /^vacuuming watched, / },
  'an ANALYZE': { statement: 'analyze watched', says: /^analyzing watched, / },
  'a COPY of a program that is not ours': {
    statement: "copy watched from program 'sleep 2; echo 1'",
    says: /^copying watched, /,
  },
};

suite("the server's progress views", ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  before(async () => {
    const client = await shared.server().connect('postgres');
    await client.query('create table watched as select generate_series(1, 400000) as a');
    await client.end();
  });

  for (const [fact, { statement, says }] of Object.entries(works))
    test(`show ${fact}`, async () => {
      const worker = await shared.server().connect('postgres');
      const heard: string[] = [];
      let stop = async () => {};
      const heardIt = new Promise<void>((resolve) => {
        void shared
          .server()
          .connect('postgres')
          .then((client) => {
            stop = watchServer(client, (text) => {
              heard.push(text);
              if (says.test(text)) resolve();
            });
          });
      });
      let done = false;
      void heardIt.then(() => (done = true));
      for (let i = 0; i < 200 && !done; i++) {
        await worker.query(statement);
        if (statement.startsWith('create')) await worker.query('drop index watched_idx');
      }
      await stop();
      await worker.end();
      assert.ok(done, `heard only: ${[...new Set(heard)].join(' · ')}`);
    });
});
