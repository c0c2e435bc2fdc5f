// Its first argument is the name of a peer.
import { peers } from '../contenders/peers.mjs';

const pool = await peers.find(({ name }) => name === process.argv[2]).start(1);
process.exit((await pool.call('echo', 0)) === 0 ? 0 : 1);
