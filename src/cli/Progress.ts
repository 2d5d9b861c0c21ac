import { formatDuration } from '../units.ts';
import type { Terminal } from './Terminal.ts';

/** In a log without live lines, a long stage says this often that it goes on. */
const heartbeatMs = 30_000;

interface Stage {
  name: string;
  startedMs: number;
  /** As last said, up to its figures. */
  step: string;
  text: string;
  /** Further live lines. */
  below: readonly string[];
}

/** A live line for each stage on a terminal; one stamped line for each stage in a log. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #quiet: boolean;
  readonly #verbose: boolean;
  #stage: Stage | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #drawnMs = 0;
  /** Live lines on the screen. */
  #lines = 0;

  readonly #clock: () => number;

  constructor(
    terminal: Terminal,
    { quiet, verbose, clock }: { quiet: boolean; verbose: boolean; clock?: () => number },
  ) {
    this.#clock = clock ?? (() => performance.now());
    this.#terminal = terminal;
    this.#quiet = quiet;
    this.#verbose = verbose;
  }

  /** A line that stays. */
  say(line: string): void {
    if (this.#quiet) return;
    this.#clear();
    this.#terminal.err(`${this.#stamp()}${line}\n`);
    this.#draw(true);
  }

  /** A line that stays, where every step is asked for. */
  detail(line: string): void {
    if (this.#verbose) this.say(`  ${line}`);
  }

  /** Begins a stage, ending the one before it. */
  stage(name: string): void {
    this.done();
    this.#stage = { name, startedMs: this.#clock(), step: '', text: '', below: [] };
    if (this.#quiet) return;
    if (this.#terminal.live) this.#draw(true);
    else {
      this.#heartbeat = setInterval(() => {
        this.#terminal.err(`${this.#stamp()}${name}: ${this.#stage?.text || 'going on'}\n`);
      }, heartbeatMs);
      this.#heartbeat.unref();
    }
  }

  /** What the stage is doing now. */
  update(text: string): void {
    if (!this.#stage) return;
    const isNew = stepOf(text) !== this.#stage.step;
    Object.assign(this.#stage, { text, below: [], step: stepOf(text) });
    if (this.#verbose && isNew) this.say(`  ${text}`);
    else this.#draw(false);
  }

  /** A closer look at the step that is going on, of which a log keeps nothing; `below` are further live lines. */
  glimpse(text: string, below: readonly string[] = []): void {
    if (!this.#stage) return;
    Object.assign(this.#stage, { text, below });
    this.#draw(false);
  }

  /** Ends the stage with a line that stays. */
  done(result = ''): void {
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
    const stage = this.#stage;
    this.#stage = null;
    if (!stage || this.#quiet) return;
    this.#clear();
    const took = formatDuration(this.#clock() - stage.startedMs);
    this.#terminal.err(`${this.#stamp()}${stage.name}${result ? `: ${result}` : ''} (${took})\n`);
  }

  /** Ends the stage with an error, which is shown even when quiet. */
  fail(text: string): void {
    this.#clear();
    this.#stage = null;
    this.done();
    this.#terminal.err(text);
  }

  #draw(now: boolean): void {
    if (!this.#terminal.live || this.#quiet || !this.#stage) return;
    const atMs = this.#clock();
    if (!now && atMs - this.#drawnMs < 100) return;
    this.#drawnMs = atMs;
    const { name, text, below } = this.#stage;
    const lines = [text ? `${name}: ${text}` : name, ...below];
    const fitting = lines.map((line) => line.slice(0, this.#terminal.width - 1));
    this.#clear();
    this.#terminal.err(fitting.join('\n'));
    this.#lines = lines.length;
  }

  /** Erases the live lines: up to the first of them, then what is on the screen below (ECMA-48: CUU and ED). */
  #clear(): void {
    if (!this.#terminal.live) return;
    const up = this.#lines > 1 ? `\x1b[${this.#lines - 1}A` : '';
    this.#terminal.err(`${up}\r\x1b[J`);
    this.#lines = 0;
  }

  #stamp(): string {
    return this.#terminal.live ? '' : `${new Date().toISOString().slice(11, 19)} `;
  }
}

/** Figures change with every update; the step is named before the first comma. */
function stepOf(text: string): string {
  return text.split(',')[0]!;
}
