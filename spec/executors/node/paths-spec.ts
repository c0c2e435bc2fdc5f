import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { taskModule } from '../../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';

interface Tasks {
  where(): string;
}

const worker = new URL('../../../src/entryPoints/worker.js', import.meta.url).href;

describe('paths with characters that are special in a URL', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'rx-futures-')));
  after(() => rmSync(root, { recursive: true }));

  const names = ['a b#c?d', ' 100% %20\t\n', "ä€'[:;&=]"];
  for (const name of names) {
    const folder = join(root, name);
    const tasks = join(folder, `${name}.mjs`);
    const own = join(folder, 'own.mjs');
    before(() => {
      mkdirSync(folder);
      writeFileSync(tasks, 'export const where = () => process.cwd();');
      writeFileSync(own, `import { expose } from '${worker}'; expose({ where: () => import.meta.url });`);
    });

    it(`work as a module of tasks, a worker file and a folder: ${JSON.stringify(name)}`, async () => {
      for (const executor of [
        new EventLoopExecutor(),
        new ThreadPoolExecutor({ maxWorkers: 1 }),
        new ProcessPoolExecutor({ maxWorkers: 1, cwd: folder }),
      ]) {
        for (const source of [tasks, pathToFileURL(tasks), pathToFileURL(tasks).href]) {
          const found = await executor.submit(taskModule<Tasks>(source).where).result();
          expect(found).to.equal(executor instanceof ProcessPoolExecutor ? folder : process.cwd());
        }
        await executor.shutdown();
      }
      for (const file of [own, pathToFileURL(own)]) {
        for (const executor of [
          new ThreadPoolExecutor({ maxWorkers: 1, worker: file }),
          new ProcessPoolExecutor({ maxWorkers: 1, worker: file, cwd: pathToFileURL(folder) }),
        ]) {
          expect(await executor.submit(taskModule<Tasks>().where).result()).to.equal(pathToFileURL(own).href);
          await executor.shutdown();
        }
      }
    });
  }
});
