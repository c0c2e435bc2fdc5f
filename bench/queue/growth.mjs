import { readable } from '../figures.mjs';

const servers = 100;
const concurrency = 4;
const slots = servers * concurrency;

/** What a hundred servers would do, calculated from the processor time that one job costs each process. */
export function growthAsMarkdown(results) {
  const cost = (i) => results['queue-steps'].rows[i].value;
  const [submitter, redis] = [cost(0), cost(1)];
  const most = 1e6 / redis;
  const lines = [0.001, 0.01, 0.1, 1].map((seconds) => {
    const wanted = slots / seconds;
    const rate = Math.min(wanted, most);
    const limit = wanted > most ? 'Redis' : 'the servers';
    const cells = [time(seconds), readable(rate), limit, part(rate / wanted), part((rate * redis) / 1e6)];
    return `| ${[...cells, readable((rate * submitter) / 1e6)].join(' | ')} |`;
  });
  return [
    '| a job takes | jobs/s | limited by | servers busy | Redis busy | cores of submitters |',
    '|---:|---:|---|---:|---:|---:|',
    ...lines,
  ].join('\n');
}

/** Jobs a second at which the one thread of Redis has no time left. */
export const ceiling = (results) => 1e6 / results['queue-steps'].rows[1].value;

const time = (seconds) => (seconds < 1 ? `${seconds * 1000} ms` : `${seconds} s`);
const part = (share) => `${readable(100 * share)} %`;
