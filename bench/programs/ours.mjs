import { taskModule } from '../../dist/bundle/entryPoints/index/index.js';
import { ThreadPoolExecutor } from '../../dist/bundle/entryPoints/node/index.js';

const { echo } = taskModule(new URL('../tasks/tasks.mjs', import.meta.url));
new ThreadPoolExecutor({ maxWorkers: 1 }).submit(echo, 0).subscribe((result) => process.exit(result));
