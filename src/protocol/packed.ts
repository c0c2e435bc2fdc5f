/** From so many numbers on, a block of memory is the cheaper form. */
const many = 64;

/**
 * Numbers for a message. Many travel as one block of memory, which the clone copies at once: a tenth of the cost of an
 * array of them. Few travel as an array: a block costs some microseconds to set up.
 */
export function packed(numbers: readonly number[]): ArrayLike<number> {
  return numbers.length < many ? numbers : new Float64Array(numbers);
}
