import { datasetProgress } from '../../src/cli/datasetProgress.ts';
import { Progress } from '../../src/cli/Progress.ts';
import { assert, suite } from '../support/suite.ts';

/** A terminal of 80 columns or a log, and the lines that it shows, erased ones gone. */
function screen(options: { live: boolean; verbose?: boolean }, clock = () => 0) {
  let written = '';
  const terminal = {
    out() {},
    err(text: string) {
      written += text;
    },
    live: options.live,
    colour: false,
    width: 80,
  };
  const progress = new Progress(terminal, { quiet: false, verbose: options.verbose ?? false, clock });
  return { progress, lines: () => shown(written) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent is read here
const controls = /(\x1b\[\d*[AJ]|\r|\n)/;

function shown(written: string): string[] {
  const lines = [''];
  for (const part of written.split(controls)) {
    if (part.startsWith('\x1b') && part.endsWith('A')) lines.length -= Number(part.slice(2, -1));
    else if (part === '\x1b[J') lines[lines.length - 1] = '';
    else if (part === '\n') lines.push('');
    else if (part !== '\r') lines[lines.length - 1] += part;
  }
  return lines;
}

suite('progress of a load', ({ test }) => {
  test('shows all rows, and a line with rate and time left for each table that loads now', () => {
    let now = 1000;
    const clock = () => now;
    const { progress, lines } = screen({ live: true }, clock);
    const dataset = datasetProgress(progress, clock);
    progress.stage('dataset');
    dataset.loading([
      { name: 'public.a', rows: 100_000 },
      { name: 'public.b', rows: 100_000 },
      { name: 'public.c', rows: 200_000 },
    ]);
    dataset.table('public.a', 0, 100_000, 0);
    dataset.table('public.b', 0, 100_000, 0);
    now += 1000;
    dataset.table('public.a', 25_000, 100_000, 10_485_760);
    now += 100;
    dataset.table('public.b', 50_000, 100_000, 20_971_520);
    assert.equal(lines(), [
      'dataset: 75,000 of 400,000 rows, 30 MB, 68,182 rows/s, 4.77 s left',
      '  public.a           25,000 rows (25 %), 10 MB, 22,727 rows/s, 3.3 s left',
      '  public.b           50,000 rows (50 %), 20 MB, 45,455 rows/s, 1.1 s left',
    ]);
  });

  test('drops the line of a table that is loaded', () => {
    const { progress, lines } = screen({ live: true });
    const dataset = datasetProgress(progress, () => 0);
    progress.stage('dataset');
    dataset.loading([{ name: 'public.a', rows: 10 }]);
    dataset.table('public.a', 5, 10, 50);
    dataset.table('public.a', 10, 10, 100);
    progress.done('10 rows');
    assert.equal(lines(), ['dataset: 10 rows (0 ms)', '']);
  });

  test('leaves in a log what each table took, where every step is asked for', () => {
    let now = 0;
    const { progress, lines } = screen({ live: false, verbose: true }, () => now);
    const dataset = datasetProgress(progress, () => now);
    progress.stage('dataset');
    dataset.loading([{ name: 'public.a', rows: 10_000 }]);
    dataset.table('public.a', 512, 10_000, 100);
    now = 2000;
    dataset.table('public.a', 10_000, 10_000, 52_428_800);
    assert.match(lines().join('\n'), / {2}public\.a, 10,000 rows, 50 MB, 5,000 rows\/s\n/);
  });

  test('leaves no trace in a log of what the server says meanwhile', () => {
    const { progress, lines } = screen({ live: false, verbose: true });
    const dataset = datasetProgress(progress);
    progress.stage('dataset');
    dataset.step('building the indexes of public.a');
    dataset.server('building a_pkey, sorting live tuples, 30 %');
    dataset.step('building the indexes of public.a');
    assert.is(lines().filter((line) => line.includes('building')).length, 1);
  });
});
