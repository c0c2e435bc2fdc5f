/**
 * The script of the page: draws the visible part, and shows details of the task under the pointer. It loads nothing.
 */
export const pageScript = `
const data = JSON.parse(document.getElementById('data').textContent);
const canvas = document.querySelector('canvas'), tip = document.querySelector('.tip'), pen = canvas.getContext('2d');
const row = 26, gap = 6, axis = 26, graph = 64, left = Math.min(220, 24 + 7.2 * Math.max(8, ...data.lanes.map((l) => l.name.length)));
const height = axis + data.lanes.length * (row + gap) + graph + 14;
const whole = [0, Math.max(data.length, 0.001)];
let view = whole, width = 0;
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const x = (time) => left + (time - view[0]) / (view[1] - view[0]) * (width - left);
const time = (px) => view[0] + (px - left) / (width - left) * (view[1] - view[0]);
const text = (ms) => ms >= 1000 ? +(ms / 1000).toFixed(3) + ' s' : ms >= 1 ? +ms.toFixed(2) + ' ms' : Math.round(ms * 1000) + ' µs';

function draw() {
  const scale = devicePixelRatio || 1;
  width = canvas.clientWidth;
  canvas.style.height = height + 'px';
  canvas.width = width * scale;
  canvas.height = height * scale;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  drawAxis();
  const colors = data.states.map((state) => color(state));
  data.lanes.forEach((lane, i) => drawLane(lane, axis + i * (row + gap), colors));
  drawLoad(height - graph - 6);
}

function drawAxis() {
  const span = view[1] - view[0], least = span / Math.max(2, (width - left) / 110), ten = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= least);
  pen.textAlign = 'center';
  for (let n = Math.ceil(view[0] / step); n * step <= view[1]; n++) {
    const at = Math.round(x(n * step)) + 0.5;
    pen.strokeStyle = color('line');
    pen.beginPath(); pen.moveTo(at, axis - 6); pen.lineTo(at, height); pen.stroke();
    pen.fillStyle = color('soft');
    pen.fillText(n === 0 ? '0' : text(n * step), Math.min(width - 20, at), 9);
  }
}

function drawLane(lane, top, colors) {
  pen.fillStyle = color('text');
  pen.textAlign = 'left';
  pen.fillText(lane.name, 0, top + row / 2, left - 12);
  pen.save();
  pen.beginPath(); pen.rect(left, 0, width - left, height); pen.clip();
  if (lane.starts) box(lane.starts[0], lane.starts[1], top + row / 2 - 3, 6, color('starting'));
  // what is narrower than a pixel is drawn once for each pixel and state
  const last = [];
  for (const [started, ended, state, name] of lane.tasks) {
    if (ended < view[0] || started > view[1]) continue;
    const from = x(started), to = x(ended);
    if (to - from < 1 && Math.floor(from) === last[state]) continue;
    last[state] = Math.floor(from);
    box(started, ended, top, row, colors[state]);
    if (to - from > 30 && pen.measureText(data.names[name]).width < Math.min(to, width) - Math.max(from, left) - 12) label(data.names[name], Math.max(from, left), to, top);
  }
  if (lane.lost !== undefined) cross(x(lane.lost), top);
  pen.restore();
}

function box(from, to, top, tall, fill) {
  const start = x(from), wide = Math.max(1, x(to) - start - (x(to) - start > 4 ? 1 : 0));
  pen.fillStyle = fill;
  pen.beginPath();
  if (wide > 6) pen.roundRect(start, top, wide, tall, 3); else pen.rect(start, top, wide, tall);
  pen.fill();
}

function label(name, from, to, top) {
  pen.save();
  pen.beginPath(); pen.rect(from + 5, top, to - from - 10, row); pen.clip();
  pen.fillStyle = '#fff';
  pen.fillText(name, from + 7, top + row / 2);
  pen.restore();
}

function cross(at, top) {
  pen.strokeStyle = color('failed');
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(at - 5, top + row / 2 - 5); pen.lineTo(at + 5, top + row / 2 + 5);
  pen.moveTo(at + 5, top + row / 2 - 5); pen.lineTo(at - 5, top + row / 2 + 5);
  pen.stroke();
  pen.lineWidth = 1;
}

function drawLoad(top) {
  const most = data.load.reduce((max, [, queued]) => Math.max(max, queued), 1), y = (n) => top + graph - n / most * (graph - 8);
  pen.fillStyle = color('text');
  pen.textAlign = 'left';
  pen.fillText('waiting', 0, top + graph / 2 - 8);
  pen.fillStyle = color('soft');
  pen.fillText('at most ' + most.toLocaleString('en'), 0, top + graph / 2 + 9);
  pen.save();
  pen.beginPath(); pen.rect(left, top, width - left, graph); pen.clip();
  pen.beginPath();
  pen.moveTo(left, y(0));
  let before = 0, drawn = -1;
  for (const [at, queued] of data.load) {
    const px = Math.max(left, Math.min(width, x(at)));
    if (px - drawn >= 0.5 || queued === most) { pen.lineTo(px, y(before)); pen.lineTo(px, y(queued)); drawn = px; }
    before = queued;
  }
  pen.lineTo(width, y(before)); pen.lineTo(width, y(0));
  pen.globalAlpha = 0.25; pen.fillStyle = color('queue'); pen.fill();
  pen.globalAlpha = 1; pen.strokeStyle = color('queue'); pen.stroke();
  pen.restore();
}

function taskAt(px, py) {
  const lane = data.lanes[Math.floor((py - axis) / (row + gap))];
  if (!lane || px < left || py < axis) return;
  const near = (view[1] - view[0]) / (width - left) * 2, at = time(px);
  let best, distance = near;
  for (const task of lane.tasks) {
    const away = at < task[0] ? task[0] - at : at > task[1] ? at - task[1] : 0;
    if (away < distance || (away === 0 && !best)) { best = task; distance = away; }
    if (away === 0) break;
  }
  return best;
}

function describe([started, ended, state, name, id, queued, error]) {
  const lines = [data.names[name] + '  #' + id, data.states[state] + ' after ' + text(ended - started)];
  if (queued >= 0) lines.push('waited ' + text(Math.max(0, started - queued)));
  lines.push('started at ' + text(started));
  if (error) lines.push(error);
  return lines.join('\\n');
}

function show(from, to) {
  const span = Math.min(whole[1], Math.max(whole[1] / 1e7, to - from));
  const start = Math.max(0, Math.min(from, whole[1] - span));
  view = [start, start + span];
  draw();
}

function zoom(factor, px) {
  const at = time(px);
  show(at - (at - view[0]) * factor, at + (view[1] - at) * factor);
}

let dragged;
canvas.addEventListener('wheel', (event) => {
  event.preventDefault();
  const move = event.deltaX / (width - left) * (view[1] - view[0]);
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) show(view[0] + move, view[1] + move);
  else zoom(Math.exp(event.deltaY / 400), Math.max(left, event.offsetX));
}, { passive: false });
canvas.addEventListener('pointerdown', (event) => { dragged = event.offsetX; canvas.setPointerCapture(event.pointerId); });
canvas.addEventListener('pointerup', () => { dragged = undefined; });
canvas.addEventListener('dblclick', () => show(...whole));
canvas.addEventListener('pointerleave', () => { tip.hidden = true; });
canvas.addEventListener('pointermove', (event) => {
  if (dragged !== undefined) {
    const move = time(dragged) - time(event.offsetX);
    dragged = event.offsetX;
    show(view[0] + move, view[1] + move);
  }
  const task = taskAt(event.offsetX, event.offsetY);
  tip.hidden = !task;
  if (!task) return;
  tip.textContent = describe(task);
  tip.style.left = Math.min(event.offsetX + 24, width - tip.offsetWidth) + 'px';
  tip.style.top = event.offsetY + 30 + 'px';
});
canvas.addEventListener('keydown', ({ key }) => {
  const step = (view[1] - view[0]) / 10, middle = (left + width) / 2;
  if (key === 'ArrowLeft') show(view[0] - step, view[1] - step);
  else if (key === 'ArrowRight') show(view[0] + step, view[1] + step);
  else if (key === '+' || key === '=') zoom(0.7, middle);
  else if (key === '-') zoom(1.4, middle);
  else if (key === '0') show(...whole);
});
addEventListener('resize', draw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
draw();
`;
