// What a newer zxing-cpp makes of pictures, by the npm package zxing-wasm.
//   node zxing_wasm.mjs PACKAGE FILE...   PACKAGE: its folder, as in node_modules
// A line a picture: file TAB milliseconds TAB text of each symbol, control characters as \\xNN. The
// milliseconds include unpacking the picture, which those of the others do not.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = path.resolve(process.argv[2]);
const { prepareZXingModule, readBarcodes } =
  await import(pathToFileURL(path.join(folder, 'dist/es/reader/index.js')));
const wasm = fs.readFileSync(path.join(folder, 'dist/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } });

// It unpacks no PGM.
function load(file) {
  const bytes = fs.readFileSync(file);
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
  if (!head) {
    return new Uint8Array(bytes);
  }
  const [width, height] = [Number(head[1]), Number(head[2])];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.fill(bytes[head[0].length + i], 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
  return { data, width, height, colorSpace: 'srgb' };
}

for (const file of process.argv.slice(3)) {
  const picture = load(file);
  const begin = process.hrtime.bigint();
  const symbols = await readBarcodes(picture, {
    formats: ['Code128', 'Code39', 'QRCode', 'DataMatrix'], tryHarder: true, textMode: 'Plain',
  });
  const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
  const texts = symbols.filter((symbol) => symbol.isValid).map((symbol) =>
    '\t' + symbol.text.replace(/[\x00-\x1f\x7f\\]/g, (c) =>
      c === '\\' ? '\\\\' : '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0')));
  console.log(`${file}\t${milliseconds.toFixed(3)}${texts.join('')}`);
}
