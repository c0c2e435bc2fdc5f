// Started by measure.mjs: measures one figure of one contender, reports it, and exits.
import { workloads } from './workloads/index.mjs';

const [name, at, scale] = process.argv.slice(2);
const contender = workloads.find((workload) => workload.name === name).contenders(Number(scale))[Number(at)];

await contender.start?.();
process.send(await contender.run(), () => process.exit());
