import { setTimeout as pause } from 'node:timers/promises';
import { type Child, type Ending, endProcess, lastLines } from './processes.ts';

export interface Program {
  name: string;
  /** Starts the process, after clearing away what a former one left. */
  spawn: () => Promise<Child>;
  isReady: () => Promise<boolean>;
  readyWithinMs: number;
  ending: Ending;
  /** Its last lines explain a start that fails. */
  logFile: string;
}

const lookEveryMs = 20;

/** A program that is held running: it can be stopped, killed, and started again at the same address. */
export class Service {
  readonly name: string;
  #program: Program;
  #child: Child | null = null;
  #starting: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(program: Program) {
    this.name = program.name;
    this.#program = program;
  }

  get child(): Child | null {
    return this.#child;
  }

  /** True from the moment somebody wants it to end. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Starts it; resolves when it can be used. */
  start(): Promise<void> {
    this.#isStopping = false;
    this.#starting = this.#start();
    return this.#starting;
  }

  /** Stops it; in haste without the time to finish what it is doing. */
  async stop({ inHaste = false } = {}): Promise<void> {
    this.#isStopping = true;
    const ending = inHaste ? this.#program.ending.slice(1) : this.#program.ending;
    const end = async () => this.#child && endProcess(this.#child.mark, ending);
    await end();
    // A start that was under way fails when its process ends, or has only now got one.
    await this.#starting.catch(() => {});
    await end();
    await this.#child?.ended;
  }

  /** Ends it as a crash would, without a word. */
  async kill(): Promise<void> {
    if (this.#child === null) return;
    this.#child.process.kill('SIGKILL');
    await this.#child.ended;
  }

  async #start(): Promise<void> {
    const { name, spawn, isReady, readyWithinMs, logFile } = this.#program;
    const child = await spawn();
    this.#child = child;
    let ended: string | null = null;
    void child.ended.then((how) => (ended = how));
    const deadline = performance.now() + readyWithinMs;
    while (!(await isReady())) {
      if (ended !== null)
        throw new Error(`${name}: ended at its start (${String(ended)}), ${await lastLines(logFile)}`);
      if (performance.now() > deadline) {
        await endProcess(child.mark, []);
        throw new Error(`${name}: not ready within ${readyWithinMs / 1000} s, ${await lastLines(logFile)}`);
      }
      await pause(lookEveryMs);
    }
  }
}
