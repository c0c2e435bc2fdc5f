/**
 * Removes `--input-type`, which is meant for code on the command line (`node --input-type=module -e …`); a child runs a
 * file and would refuse it.
 */
function withoutInputType(execArgv: readonly string[]): string[] {
  return execArgv.filter((each, i) => !each.startsWith('--input-type') && execArgv[i - 1] !== '--input-type');
}

/** Options that belong to the program only: code on its command line, and the port of its debugger. */
const alone = /^(-e|-p|-pe|-i|-c|--eval|--print|--interactive|--check|--test|--watch\S*|--inspect\S*)(=|$)/;
const withValue = /^(-e|-p|-pe|--eval|--print|--inspect-port|--watch-path)$/;

/** Returns those of Node's options that a child process inherits. */
export function withoutProgram(execArgv: readonly string[]): string[] {
  const kept = withoutInputType(execArgv);
  return kept.filter((each, i) => !alone.test(each) && !withValue.test(kept[i - 1] ?? ''));
}
