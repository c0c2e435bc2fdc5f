// Makes docs/options.md of the interfaces that declare the options: `npm run renew -- options`. A spec compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export const page = 'docs/options.md';

const introduction = `# Options

Every option of every executor and operator, as the types have them. Times are milliseconds, sizes bytes. What is left out, or
\`undefined\`, takes the default; an option of the wrong type is a \`TypeError\`, one out of range a \`RangeError\`, each by its
name, where it is given. Only own properties count; an unknown one is a \`TypeError\` that suggests the nearest name.
`;

/** The chapters: for whom, and the interfaces with the options, as \`file#interface\`. */
const chapters = [
  ['Every pool of workers', ['pool/PoolOptions#PoolOptions'], 'Threads, processes and Web Workers take these.'],
  ['ThreadPoolExecutor', ['executors/thread/ThreadPoolExecutor#ThreadPoolOptions']],
  ['ProcessPoolExecutor', ['executors/process/ProcessPoolExecutor#ProcessPoolOptions']],
  ['WebWorkerPoolExecutor', ['executors/webWorker/WebWorkerPoolExecutor#WebWorkerPoolOptions']],
  ['EventLoopExecutor', ['executors/eventLoop/EventLoopExecutor#EventLoopOptions']],
  [
    'BullMQExecutor',
    [
      'queue/bullmq/redisOptions#BullMQStoreOptions',
      'queue/queueOptions#QueueOptions',
      'queue/client/BullMQExecutor#BullMQExecutorOptions',
    ],
  ],
  [
    'serve',
    ['queue/server/serve#ServeOptions'],
    'And those that say where the queue is, as above: from `queue` to `onError`.',
  ],
  ['TestExecutor', ['executors/test/testOptions#TestOptions'], 'A frame is a millisecond of virtual time.'],
  [
    'A task: executor.with',
    ['executor/SubmitOptions#SubmitOptions'],
    'For all that is submitted through the view it gives.',
  ],
  ['A task of a queue', ['queue/client/QueueSubmitOptions#QueueSubmitOptions'], 'Beside those of every task.'],
  ['mapOn', ['operators/mapOn#MapOnOptions']],
  ['wait', ['operators/wait#WaitOptions']],
  ['asCompleted', ['operators/asCompleted#AsCompletedOptions']],
  ['shutdown', ['executor/Executor#ShutdownOptions']],
];

/** The page's text. */
export function optionsPage() {
  return [introduction, ...chapters.map(chapterText)].join('\n');
}

function chapterText([title, interfaces, remark]) {
  const rows = interfaces.flatMap(optionsOf).map(({ name, type, says }) => `| \`${name}\` | \`${type}\` | ${says} |`);
  return [`## ${title}`, '', ...(remark ? [remark, ''] : []), '| option | type | |', '|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

/** The options that an interface declares itself. A later chapter of the same table does not repeat an earlier one. */
function optionsOf(where, at, all) {
  const earlier = new Set(all.slice(0, at).flatMap((each) => declared(each).map(({ name }) => name)));
  return declared(where).filter(({ name }) => !earlier.has(name));
}

function declared(where) {
  const [file, name] = where.split('#');
  const source = readFileSync(join(root, 'src', `${file}.ts`), 'utf8');
  const [, body] = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source) ?? [];
  if (body === undefined) throw new Error(`there is no interface ${where}`);
  const options = body.matchAll(/^ {2}\/\*\*([\s\S]*?)\*\/\n(?: {2}\/\/.*\n)?^ {2}(\w+)\??: (.*);$/gm);
  return [...options].map(([, comment, option, type]) => ({
    name: option,
    type: inTable(given(type)),
    says: plain(comment),
  }));
}

/** The type without the `undefined` that every option takes. */
function given(type) {
  const rest = type.replace(/ \| undefined$/, '');
  return rest === type ? type : rest.replace(/^\((.*=>.*)\)$/, '$1');
}

function plain(comment) {
  const text = comment.replaceAll(/\n\s*\* ?/g, ' ').replaceAll(/\{@link (\w+)\}/g, '`$1`');
  return inTable(text.replaceAll(/\s+/g, ' ').trim());
}

function inTable(text) {
  return text.replaceAll('|', '\\|');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, page), optionsPage());
