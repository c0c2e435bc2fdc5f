import { readable } from '../figures.mjs';

const servers = 100;
const concurrency = 4;
const slots = servers * concurrency;

/** The throughput of a hundred servers, calculated from the processor time per job of each process. */
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

/** Jobs per second at which the single thread of Redis is saturated. */
export const ceiling = (results) => 1e6 / results['queue-steps'].rows[1].value;

const time = (seconds) => (seconds < 1 ? `${seconds * 1000} ms` : `${seconds} s`);
const part = (share) => `${readable(100 * share)} %`;
