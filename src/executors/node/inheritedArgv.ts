/** `node --input-type=module -e …` is about the text on the command line; a child, which has a file, would refuse it. */
function withoutInputType(execArgv: readonly string[]): string[] {
  return execArgv.filter((each, i) => !each.startsWith('--input-type') && execArgv[i - 1] !== '--input-type');
}

/** What is the program's alone: its text on the command line, and the port of its debugger. */
const alone = /^(-e|-p|-pe|-i|-c|--eval|--print|--interactive|--check|--test|--watch\S*|--inspect\S*)(=|$)/;
const withValue = /^(-e|-p|-pe|--eval|--print|--inspect-port|--watch-path)$/;

/** The part of Node's options that a child process is to have, too. */
export function withoutProgram(execArgv: readonly string[]): string[] {
  const kept = withoutInputType(execArgv);
  return kept.filter((each, i) => !alone.test(each) && !withValue.test(kept[i - 1] ?? ''));
}
