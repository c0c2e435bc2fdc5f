import { advantage, readable } from './figures.mjs';

/**
 * How far a goal of a workload is reached. A goal is a number of times better than a row (or the best peer), or a bound
 * for a row's own value; `of` names the row of rx-futures when it is not the first.
 *
 * @returns the goal in words, what was measured, and whether that is enough
 */
export function judged(goal, result) {
  return 'bound' in goal ? judgedBound(goal, result) : judgedRatio(goal, result);
}

function judgedBound({ of = 'rx-futures', bound }, { rows, unit, less }) {
  const value = rows.find(({ name }) => name === of)?.value;
  const what = `${of === 'rx-futures' ? '' : `${of}: `}at ${less ? 'most' : 'least'} ${readable(bound)} ${unit}`;
  return verdict(what, value, unit, less ? value <= bound : value >= bound);
}

function judgedRatio({ of = 'rx-futures', against, atLeast }, { rows, less }) {
  const ours = rows.find(({ name }) => name === of);
  const rivals =
    against === 'best peer' ? rows.filter(({ peer }) => peer) : rows.filter(({ name }) => name === against);
  const ratios = rivals.map((row) => advantage(ours, row, less)).filter((each) => each !== undefined);
  const ratio = ratios.length === 0 ? undefined : Math.min(...ratios);
  return verdict(
    `${of === 'rx-futures' ? '' : `${of}: `}${readable(atLeast)} × ${against}`,
    ratio,
    '×',
    ratio >= atLeast,
  );
}

function verdict(what, value, unit, reached) {
  if (value === undefined) return { what, measured: 'not measured', reached: false };
  return { what, measured: `${readable(value)} ${unit}`, reached };
}
