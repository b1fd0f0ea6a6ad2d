/** The engine's WebAssembly, compiled once a test file. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chargeFrames } from '../../src/sandbox/engine-wasm';

const file = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
export const quickjsWasm = new WebAssembly.Module(chargeFrames(readFileSync(file)));
