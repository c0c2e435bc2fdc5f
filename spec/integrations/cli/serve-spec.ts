import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { taskModule } from '../../../src/executor/taskModule.js';
import { readArguments, UsageError } from '../../../src/integrations/cli/readArguments.js';
import { BullMQExecutor } from '../../../src/queue/client/BullMQExecutor.js';
import { redisFor } from '../../queue/bullmq/redisFor.js';
import { makeFileLatch, releaseLatch, waitForArrivals } from '../../support/latch.js';
import { describeThoroughly } from '../../support/thorough.js';
import { until } from '../../support/until.js';

const program = fileURLToPath(new URL('../../../src/integrations/cli/rx-futures.js', import.meta.url));
const file = fileURLToPath(new URL('../../fixtures/queueTasks.js', import.meta.url));
const tasks = taskModule<typeof import('../../fixtures/queueTasks.js')>();

/** The command, and its output. */
class Command {
  readonly child: ChildProcess;
  readonly #ended: Promise<number | null>;
  out = '';
  err = '';

  constructor(...args: string[]) {
    const env = { ...process.env, RX_FUTURES_SECRET: 'of the spec' };
    this.child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.child.stdout?.on('data', (data) => (this.out += String(data)));
    this.child.stderr?.on('data', (data) => (this.err += String(data)));
    this.#ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Its exit code. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async says(text: RegExp): Promise<RegExpExecArray> {
    const what = (): string => `${text} is printed, and not: ${this.out}${this.err}`;
    await until(() => text.test(this.out) || this.child.exitCode !== null, what);
    const found = text.exec(this.out);
    if (found === null) throw new Error(`it ended and said: ${this.out}${this.err}`);
    return found;
  }
}

describe('npx rx-futures serve', () => {
  const redis = redisFor();
  const commands: Command[] = [];
  const run = (...args: string[]): Command => {
    const command = new Command(...args);
    commands.push(command);
    return command;
  };
  afterEach(async () => {
    for (const command of commands.splice(0)) {
      command.child.kill('SIGKILL');
      await command.ended();
    }
  });

  it('serves the functions of a file, reports its health, and lets running jobs end at SIGTERM', async () => {
    const queue = redis.queue();
    const url = `redis://127.0.0.1:${redis.process.port}`;
    const command = run('serve', file, '--queue', queue, '--redis', url, '--concurrency', '1', '--health', '0');
    const [, address] = await command.says(/health at (\S+)/);
    await command.says(/serving .*\badd\b.* from queue/);
    const healthy = await fetch(address as string);
    const { ok, running: busy } = (await healthy.json()) as { ok: boolean; running: number };
    expect([healthy.status, ok, busy]).to.deep.equal([200, true, 0]);
    const executor = new BullMQExecutor({ queue, connection: url, secret: 'of the spec' });
    const latch = makeFileLatch();
    const running = executor.submit(tasks.hold, latch, 'finished');
    await waitForArrivals(latch);
    const waiting = executor.submit(tasks.add, 1, 2);
    command.child.kill('SIGTERM');
    await command.says(/SIGTERM/);
    expect((await fetch(address as string)).status).to.equal(503);
    releaseLatch(latch);
    expect(await command.ended()).to.equal(0);
    expect(await running.result()).to.equal('finished');
    expect(waiting.cancel()).to.equal(true);
    await executor.shutdown();
    expect(command.err).to.equal('');
  });

  it('prints what is wrong with its arguments, and exits with 2', async () => {
    const mistakes: readonly (readonly [string, ...string[]])[] = [
      ['no command', 'work'],
      ['one file', 'serve', '--queue', 'q'],
      ['--queue is missing', 'serve', file],
      ['no file', 'serve', 'nowhere.js', '--queue', 'q'],
      ['--concurrency', 'serve', file, '--queue', 'q', '--concurrency', 'many'],
      ['--pool', 'serve', file, '--queue', 'q', '--pool', 'fibres'],
      ['--colour', 'serve', file, '--queue', 'q', '--colour'],
    ];
    for (const [said, ...args] of mistakes) expect(() => readArguments(args)).to.throw(UsageError, said);
    const command = run('serve', file);
    expect(await command.ended()).to.equal(2);
    expect(command.err).to.contain('--queue is missing').and.contain('--help');
  });

  it('exits with 1 when the file cannot be loaded', async () => {
    const broken = fileURLToPath(new URL('../../fixtures/throwing.js', import.meta.url));
    const command = run('serve', broken, '--queue', 'q');
    expect(await command.ended()).to.equal(1);
    expect(command.err).to.match(/^rx-futures: \S/);
  });
});

describeThoroughly('npx rx-futures serve, when Redis refuses the user', () => {
  const redis = redisFor({ acl: ['blind on >secret ~{fx}:* resetchannels &{fx}:* +@all -@dangerous'] });

  it('prints it once, and exits with 1', async () => {
    const url = `redis://blind:secret@127.0.0.1:${redis.process.port}`;
    const command = new Command('serve', file, '--queue', 'q', '--redis', url);
    expect(await command.ended()).to.equal(1);
    expect(command.err.match(/Redis refused the user/g)).to.have.length(1);
  });
});
