// The playground: the library as users have it, a pool of real Web Workers, and its events drawn as they come.
import { CancelledError, taskModule } from 'rx-futures';
import { WebWorkerPoolExecutor } from 'rx-futures/web';
import { codeOf } from './codeOf.js';
import { colourCode } from './colourCode.js';
import { Timeline } from './Timeline.js';

const abouts = {
  primes: 'Counts primes in a loop that listens: an abort ends it at once, and its worker is kept.',
  mandelbrot: 'Each task computes a band of the picture; the pixels come back as a typed array.',
  deaf: 'A busy loop that never looks. Abort it: after a grace of 100 ms its worker is replaced.',
  wait: 'Only waits, as for a server. A worker runs one at a time unless tasksPerWorker says otherwise.',
};
const names = { primes: 'count primes', mandelbrot: 'Mandelbrot', deaf: 'a deaf loop', wait: 'wait' };
const longestList = 100;
const shownEvents = 8;

const $ = (id) => document.getElementById(id);
const numbers = ['workers', 'load', 'work'];
const tasks = taskModule();

/** The workers of the pool, for the button that ends one. */
let workers = [];
let futures = new Set();
let pool;
let timeline;
/** The time of the pool's first event. */
let firstTime;
open();

for (const [name, title] of Object.entries(names)) $('task').add(new Option(title, name));
$('memory').textContent = crossOriginIsolated
  ? 'Memory is shared with them.'
  : 'Memory is not shared: this server does not isolate its pages.';
if (location.protocol === 'file:') say('A page that is opened as a file may not start workers: npm run docs:serve');
for (const id of numbers) $(id).addEventListener('input', showSettings);
$('task').addEventListener('change', showSettings);
$('workers').addEventListener('change', () => {
  close();
  open();
});
document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
$('cancel').addEventListener('click', () => {
  const cancelled = [...futures].filter((future) => future.cancel()).length;
  say(`${cancelled} cancelled; what runs goes on`);
});
$('abort').addEventListener('click', () => {
  const aborted = [...futures].filter((future) => future.abort('the button')).length;
  say(`${aborted} aborted`);
});
$('crash').addEventListener('click', crash);
$('copy').addEventListener('click', () => {
  navigator.clipboard.writeText($('code').textContent).then(
    () => say('copied'),
    () => say('this page may not write to the clipboard: select the code'),
  );
});
showSettings();
drawOn();
if (location.protocol !== 'file:') run();

function settings() {
  const values = Object.fromEntries(numbers.map((id) => [id, Number($(id).value)]));
  return { task: $('task').value, ...values };
}

function showSettings() {
  const now = settings();
  for (const id of numbers) $(`${id}-value`).value = now[id];
  $('about').textContent = abouts[now.task];
  $('code').replaceChildren(...colourCode(codeOf(now)));
  $('picture').hidden = now.task !== 'mandelbrot';
}

function open() {
  const made = new WebWorkerPoolExecutor({
    worker() {
      const worker = new Worker(new URL('tasks.worker.js', import.meta.url), { type: 'module' });
      workers.push(worker);
      return worker;
    },
    maxWorkers: settings().workers,
    threadNamePrefix: 'worker',
  });
  pool = made;
  timeline = new Timeline($('timeline'), () => made.now());
  made.events.subscribe((event) => {
    if (made !== pool) return;
    if (event.type === 'workerLost') say(`${event.workerName} is lost: only what ran there fails`);
    timeline.add(event);
    if (event.type !== 'progress') showEvent(event);
  });
}

/** Adds an event to the list of the last ones. */
function showEvent({ type, task, id, worker, workerName, time }) {
  firstTime ??= time;
  const item = document.createElement('li');
  const where = workerName ?? (worker === undefined ? undefined : `worker_${worker}`);
  item.className = type;
  item.textContent = [`${((time - firstTime) / 1000).toFixed(2)} s`, type, task && `${task} ${id}`, where]
    .filter(Boolean)
    .join(' · ');
  $('events').prepend(item);
  if ($('events').childElementCount > shownEvents) $('events').lastElementChild.remove();
}

/** The pool of another number of workers is another pool. */
function close() {
  const closing = pool;
  pool = undefined;
  void closing.shutdown({ cancelFutures: true, timeout: 0 });
  workers = [];
  futures = new Set();
  firstTime = undefined;
  for (const id of ['results', 'events']) $(id).replaceChildren();
}

function run() {
  const { task, load, work } = settings();
  if (task === 'mandelbrot') return drawMandelbrot(load, work);
  for (let n = 0; n < load; n++) follow(pool.submit(tasks[task], work));
}

function drawMandelbrot(bands, work) {
  const picture = $('picture');
  const pen = picture.getContext('2d');
  const { width, height } = picture;
  pen.clearRect(0, 0, width, height);
  for (let band = 0; band < bands; band++) {
    const future = pool.submit(tasks.mandelbrot, work, band, bands, width, height);
    follow(future, ({ rows, pixels }) => {
      pen.putImageData(new ImageData(pixels, width, rows), 0, band * rows);
      return `band ${band + 1}: ${rows} rows`;
    });
  }
}

function follow(future, read = String) {
  const owner = pool;
  futures.add(future);
  future.subscribe({
    next: (value) => owner === pool && list('finished', read(value)),
    error: (error) => owner === pool && list(error instanceof CancelledError ? 'cancelled' : 'failed', String(error)),
  });
  future.addDoneCallback(() => futures.delete(future));
}

function list(state, text) {
  const item = document.createElement('li');
  item.className = state;
  item.textContent = text;
  $('results').prepend(item);
  if ($('results').childElementCount > longestList) $('results').lastElementChild.remove();
}

/** Ends a worker in the middle of what it does; the pool is not told, and finds out. */
function crash() {
  const running = [...futures].some((future) => future.running());
  if (!running) return say('Nothing runs: press Run first');
  workers.shift()?.terminate();
}

function say(text) {
  $('said').textContent = text;
}

function drawOn() {
  timeline.draw();
  showStats();
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (calm) setTimeout(drawOn, 500);
  else requestAnimationFrame(drawOn);
}

let shown = '';
function showStats() {
  const stats = pool.stats();
  const { queued, running, finished, failed, cancelled, workers: alive, idleWorkers } = stats;
  const entries = { queued, running, finished, failed, cancelled, workers: alive, idle: idleWorkers };
  const text = JSON.stringify(entries);
  if (text === shown) return;
  shown = text;
  $('stats').replaceChildren(
    ...Object.entries(entries).map(([name, count]) => {
      const [box, term, value] = ['div', 'dt', 'dd'].map((tag) => document.createElement(tag));
      [term.textContent, value.textContent] = [name, count];
      box.append(term, value);
      return box;
    }),
  );
}
