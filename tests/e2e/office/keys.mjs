// keys.mjs — the keys of the simulated benches: signed notes and public keys as src/journal/signed_note.h
// has them. The seed of a key is the bench's number 32 times.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

const nameOf = bench => `Bench-${bench}`;
const privateKey = bench => createPrivateKey({ format: 'der', type: 'pkcs8',
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, bench)]) });
const publicKey = bench => Buffer.concat([Buffer.from([1]), createPublicKey(privateKey(bench)).export({ format: 'der', type: 'spki' }).subarray(-32)]);
const idOf = bench => createHash('sha256').update(`${nameOf(bench)}\n`).update(publicKey(bench)).digest().subarray(0, 4);

export const keyText = bench => `${nameOf(bench)}+${idOf(bench).toString('hex')}+${publicKey(bench).toString('base64')}`;
export const signedNote = (bench, text) =>
  `${text}\n— ${nameOf(bench)} ${Buffer.concat([idOf(bench), sign(null, Buffer.from(text), privateKey(bench))]).toString('base64')}\n`;
