// The last seconds of a pool, drawn from its events: a row for each worker, and below how many tasks wait.

/** Milliseconds in sight. */
const span = 6000;
const [row, gap, graph, left] = [24, 6, 54, 92];

export class Timeline {
  #canvas;
  #pen;
  #now;
  /** Workers by number: their name, and when they were lost or let go. */
  #workers = new Map();
  /** Tasks by number, while they run and while they are in sight. */
  #bars = new Map();
  #waiting = new Set();
  #load = [];
  /** When the first thing happened: the picture starts there, and moves when it is full. */
  #origin;

  constructor(canvas, now) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext('2d');
    this.#now = now;
  }

  add(event) {
    this.#origin ??= event.time;
    if ('id' in event) this.#addTask(event);
    else this.#addWorker(event);
  }

  #addTask(event) {
    const { id, type, time, worker, task } = event;
    if (type === 'queued') this.#waiting.add(id);
    else if (type === 'started') this.#bars.set(id, { worker, task, from: event.startedAt ?? time, state: 'running' });
    else if (type !== 'progress') this.#end(event);
    if (type !== 'queued' && type !== 'progress') this.#waiting.delete(id);
    this.#load.push([time, this.#waiting.size]);
  }

  #end({ id, type, time, startedAt, endedAt }) {
    const bar = this.#bars.get(id);
    if (bar === undefined) return;
    const state = type === 'stopped' ? bar.state : type; // stopped work holds its worker longer than its Future
    Object.assign(bar, { from: startedAt ?? bar.from, to: endedAt ?? time, state });
  }

  #addWorker({ type, worker, workerName, time }) {
    const known = this.#workers.get(worker) ?? { name: workerName ?? `worker ${worker}`, from: time };
    this.#workers.set(worker, known);
    if (type === 'workerReady') known.ready = time;
    if (type === 'workerLost') Object.assign(known, { to: time, lost: true });
    if (type === 'workerRetired') known.to = time;
  }

  draw() {
    const now = this.#now();
    const from = Math.max(now - span, this.#origin ?? now);
    this.#forget(from);
    const lanes = [...this.#workers.entries()].sort(([a], [b]) => a - b);
    const height = Math.max(4, lanes.length) * (row + gap) + graph + 10;
    const width = this.#fit(height);
    const view = { x: (time) => left + ((time - from) / span) * (width - left), width, height };
    if (this.#origin === undefined) this.#invite(height - graph, view);
    for (const [i, [worker, each]] of lanes.entries()) this.#drawLane(worker, each, i * (row + gap), view);
    this.#drawLoad(height - graph, from, view);
  }

  /** Nothing has happened yet. */
  #invite(height, { width }) {
    const words = 'Run: its tasks appear here, a row for each worker';
    this.#pen.fillStyle = color('soft');
    this.#pen.fillText(words, Math.max(0, (width - this.#pen.measureText(words).width) / 2), height / 2);
  }

  /** Sets the size for this screen; the answer is the width. */
  #fit(height) {
    const scale = devicePixelRatio || 1;
    const width = this.#canvas.clientWidth;
    this.#canvas.style.height = `${height}px`;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.#pen.font = '12px system-ui, sans-serif';
    this.#pen.textBaseline = 'middle';
    return width;
  }

  #forget(from) {
    for (const [id, { to }] of this.#bars) if (to < from) this.#bars.delete(id);
    for (const [worker, { to }] of this.#workers) if (to < from) this.#workers.delete(worker);
    while (this.#load.length > 1 && this.#load[1][0] < from) this.#load.shift();
  }

  #drawLane(worker, { name, from, ready, to, lost }, top, { x, width }) {
    const pen = this.#pen;
    pen.fillStyle = color(lost ? 'failed' : to === undefined ? 'text' : 'soft');
    pen.fillText(`${name.replace(/^.*_/, 'worker ')}${lost ? ' lost' : ''}`, 0, top + row / 2);
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, width - left, top + row);
    pen.clip();
    this.#box(x(from), x(to ?? this.#now()), top, color('back'));
    this.#box(x(from), x(ready ?? to ?? this.#now()), top + row / 2 - 2, color('soft'), 4);
    for (const bar of this.#bars.values()) {
      if (bar.worker === worker) this.#drawBar(bar, top, x);
    }
    if (lost) this.#cross(x(to), top + row / 2);
    pen.restore();
  }

  #drawBar({ from, to, state, task }, top, x) {
    const [start, end] = [x(from), x(to ?? this.#now())];
    this.#box(start, end, top, color(state));
    if (end - start < 60) return;
    this.#pen.fillStyle = color('card');
    this.#pen.fillText(task, Math.max(start, left) + 7, top + row / 2, end - start - 12);
  }

  #box(from, to, top, fill, tall = row) {
    const wide = Math.max(1.5, to - from - (to - from > 4 ? 1 : 0));
    this.#pen.fillStyle = fill;
    this.#pen.beginPath();
    this.#pen.roundRect(from, top, wide, tall, Math.min(4, wide / 2));
    this.#pen.fill();
  }

  #cross(x, y) {
    const pen = this.#pen;
    pen.strokeStyle = color('failed');
    pen.lineWidth = 2.5;
    pen.beginPath();
    for (const [dx, dy] of [
      [6, 6],
      [-6, 6],
    ]) {
      pen.moveTo(x - dx, y - dy);
      pen.lineTo(x + dx, y + dy);
    }
    pen.stroke();
  }

  #drawLoad(top, from, { x, height }) {
    const pen = this.#pen;
    const most = this.#load.reduce((max, [, count]) => Math.max(max, count), 4);
    const y = (count) => height - 2 - (count / most) * (height - top - 12);
    pen.fillStyle = color('text');
    pen.fillText('queued', 0, top + graph / 2 - 8);
    pen.fillStyle = color('soft');
    pen.fillText(String(this.#waiting.size), 0, top + graph / 2 + 9);
    pen.beginPath();
    pen.moveTo(left, y(0));
    let before = 0;
    for (const [time, count] of this.#load) {
      pen.lineTo(x(Math.max(from, time)), y(before));
      pen.lineTo(x(Math.max(from, time)), y(count));
      before = count;
    }
    pen.lineTo(x(this.#now()), y(before));
    pen.lineTo(x(this.#now()), y(0));
    pen.globalAlpha = 0.22;
    pen.fillStyle = color('queued');
    pen.fill();
    pen.globalAlpha = 1;
    pen.strokeStyle = color('queued');
    pen.stroke();
  }
}

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
