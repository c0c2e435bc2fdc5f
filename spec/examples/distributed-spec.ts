import { resolve } from 'node:path';
import { expect } from 'chai';
import { redisFor } from '../queue/bullmq/redisFor.js';
import { describeThoroughly } from '../support/thorough.js';
import { runNode } from './runNode.js';

const main = resolve('.out/examples/distributed/main.js');

/** Worker and producer are killed, the next producer attaches, and the sums are those of the files. */
function expectNothingLost({ code, stdout }: { code: number | null; stdout: string }): void {
  for (const output of ['worker A is killed with -9', 'attaches to', 'nothing is lost'])
    expect(stdout).to.contain(output);
  expect(stdout).not.to.contain('failed');
  expect(code).to.equal(0);
}

describe('the distributed example', () => {
  it('loses no job on the embedded store', async () => {
    const outcome = await runNode(main, [], { env: { EMBEDDED: '1' } });
    expect(outcome.stdout).to.contain('by way of the embedded store');
    expectNothingLost(outcome);
  });

  describeThoroughly('on Redis', () => {
    const redis = redisFor();

    it('loses no job', async () => {
      const outcome = await runNode(main, [], { env: { REDIS_URL: `redis://127.0.0.1:${redis.process.port}` } });
      expect(outcome.stdout).to.contain('by way of Redis at');
      expectNothingLost(outcome);
    });
  });
});
