import * as echarts from 'echarts';

/** The workloads as bars, each as a multiple of the best peer or of the platform: an SVG for the README and the docs. */
export function chart(results) {
  const panels = results.filter(({ chart }) => chart);
  const height = 90 + panels.length * 190;
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 900, height });
  drawing.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: panels.map(({ title, unit }, i) => ({
      text: `${title} (${unit})`,
      left: 20,
      top: 20 + i * 190,
      textStyle: { fontSize: 14 },
    })),
    grid: panels.map((_, i) => ({ left: 190, right: 110, top: 50 + i * 190, height: 130 })),
    xAxis: panels.map((_, i) => ({
      gridIndex: i,
      type: 'value',
      axisLabel: { show: false },
      splitLine: { show: false },
    })),
    yAxis: panels.map(({ rows }, i) => ({
      gridIndex: i,
      type: 'category',
      inverse: true,
      data: measured(rows).map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { show: false },
    })),
    series: panels.map(({ rows }, i) => ({
      type: 'bar',
      xAxisIndex: i,
      yAxisIndex: i,
      barWidth: '65%',
      label: {
        show: true,
        position: 'right',
        formatter: ({ value }) => Number(value.toPrecision(3)).toLocaleString('en'),
      },
      data: measured(rows).map(({ name, value }) => ({
        value,
        itemStyle: { color: name.startsWith('rx-futures') ? '#b7178c' : '#9aa4b2' },
      })),
    })),
  });
  return drawing.renderToSVGString();
}

function measured(rows) {
  return rows.filter(({ value }) => value !== undefined);
}
