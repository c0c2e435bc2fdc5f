import * as echarts from 'echarts';

const width = 900;
const left = 235;
const rowHeight = 22;
const headHeight = 46;
const colors = { ours: '#b7178c', peer: '#8a94a6', platform: '#c9ced8' };

/** The workloads that ask for it as bars, from the JSON alone: an SVG for the README and the docs. */
export function chart(results) {
  const panels = placed(results.filter(({ chart }) => chart));
  const height = panels.at(-1).bottom + 16;
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  drawing.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: panels.map(heading),
    grid: panels.map(({ top, bottom }) => ({
      left,
      right: 90,
      top: top + headHeight,
      height: bottom - top - headHeight,
    })),
    xAxis: panels.map((_, gridIndex) => ({ gridIndex, type: 'value', show: false })),
    yAxis: panels.map(names),
    series: panels.map(bars),
  });
  const svg = drawing.renderToSVGString();
  drawing.dispose(); // its timers would keep the process
  return svg.replace('>', '><title>rx-futures beside its peers</title>');
}

/** One panel below the other, each as high as it has rows. */
function placed(results) {
  let bottom = 0;
  return results.map(({ title, unit, less, rows }) => {
    const measured = rows.filter(({ value }) => value !== undefined && !isBatches(value, rows));
    const top = bottom + 14;
    bottom = top + headHeight + measured.length * rowHeight;
    return { title, unit, less, rows: measured, top, bottom };
  });
}

/** Without hand-written batches, which would dwarf every other bar; the tables have them. */
function isBatches(value, rows) {
  return rows.find((row) => row.value === value).name.includes('batches');
}

const heading = ({ title, unit, less, top }) => ({
  text: title,
  subtext: `${unit}, ${less ? 'less' : 'more'} is better`,
  left: 16,
  top,
  itemGap: 4,
  textStyle: { fontSize: 14, color: '#1f2733' },
  subtextStyle: { fontSize: 11, color: '#5b6472' },
});

const names = ({ rows }, gridIndex) => ({
  gridIndex,
  type: 'category',
  inverse: true,
  data: rows.map(({ name }) => name),
  axisTick: { show: false },
  axisLine: { show: false },
  axisLabel: { fontSize: 12, color: '#1f2733' },
});

const bars = ({ rows }, i) => ({
  type: 'bar',
  silent: true,
  xAxisIndex: i,
  yAxisIndex: i,
  barWidth: '68%',
  label: { show: true, position: 'right', color: '#1f2733', formatter: ({ value }) => figure(value) },
  data: rows.map((row) => ({ value: row.value, itemStyle: { color: colorOf(row) } })),
});

const figure = (value) => Number(value.toPrecision(3)).toLocaleString('en');

function colorOf({ name, peer }) {
  if (name.startsWith('rx-futures')) return colors.ours;
  return peer ? colors.peer : colors.platform;
}
