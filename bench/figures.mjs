/** Formats a number with three significant digits. */
export function readable(value) {
  if (value === undefined) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** How many times better one row is than another: more where more is better, less where less is. */
export function advantage(row, other, less) {
  if (row?.value === undefined || other?.value === undefined) return undefined;
  return less ? other.value / row.value : row.value / other.value;
}
