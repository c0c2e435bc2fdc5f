import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { ProcessPoolExecutor } from '../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../src/executors/thread/ThreadPoolExecutor.js';
import { valuesTable } from './valuesTable.js';

const page = 'docs/values.md';
const start = '<!-- what follows is written by `npm run renew -- values` -->';

describe('docs/values.md', () => {
  it('lists what actually arrives (npm run renew -- values renews it)', async () => {
    await using threads = new ThreadPoolExecutor({ maxWorkers: 1 });
    await using processes = new ProcessPoolExecutor({ maxWorkers: 1 });
    const table = await valuesTable([
      { title: 'on a thread', executor: threads },
      { title: 'in a process', executor: processes },
    ]);
    expect(table, 'nothing may turn into {} without a word').not.to.contain('`{}`');
    const before = readFileSync(page, 'utf8');
    const after = `${before.slice(0, before.indexOf(start) + start.length)}\n\n${table}\n`;
    if (process.env['RENEW_VALUES'] === 'yes') writeFileSync(page, after);
    else expect(before).to.equal(after);
  });
});
