// Scores what decoders read against a manifest and prints a table.
//   node score.mjs MANIFEST NAME=FILE...
// Each FILE has lines `picture TAB milliseconds TAB text...`; a picture that was read as several
// symbols has one line with several texts. The manifest has the columns file, symbology, text,
// tags, source and also (other codes that really are in the picture, joined by '|').
//
// Read: one text is the expected one. Misread: any text that is neither the expected one nor in
// `also`. The separator GS (FNC1) is not compared: decoders differ in how they show it.
import fs from 'node:fs';
import path from 'node:path';

const wanted = new Set(['code128', 'code39', 'qr', 'datamatrix']);

// Pictures whose manifest text is not what they say. The one known: zbar, too, reads "photography"
// once the code is drawn anew from its modules.
const corrected = new Map([
  ['real_zxing_qrcode-2_13.png',
    'The 2005 USGS aerial photography of the Washington Monument is censored.'],
]);

function plain(text) {
  return text
    .replace(/\\(x[0-9a-fA-F]{2}|[nrt\\])/g, (all, code) => {
      const fixed = { n: '\n', r: '\r', t: '\t', '\\': '\\' }[code];
      return fixed ?? String.fromCharCode(parseInt(code.slice(1), 16));
    })
    .replaceAll('\x1d', '');
}

function readManifest(file) {
  const [head, ...lines] = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const names = head.split('\t');
  const rows = new Map();
  for (const line of lines) {
    const cells = line.split('\t');
    const row = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
    row.text = plain(corrected.get(row.file) ?? row.text);
    row.also = row.also.split('|').filter(Boolean).map(plain);
    rows.set(row.file, row);
  }
  return rows;
}

// The groups a picture counts in: its symbology, its origin and its first telling tag.
function groups(row) {
  const tags = row.tags.split(',');
  const kind = wanted.has(row.symbology) ? row.symbology
    : row.symbology === 'none' ? 'no barcode' : 'other symbology';
  return [kind, `  ${kind}, ${tags[0]} ${tags[1]}`];
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : NaN;
}

const manifest = readManifest(process.argv[2]);
const columns = process.argv.slice(3).map((argument) => {
  const [name, file] = argument.split('=');
  return { name, file, cells: new Map(), misreads: [] };
});

for (const column of columns) {
  for (const line of fs.readFileSync(column.file, 'utf8').split('\n').filter(Boolean)) {
    const [file, milliseconds, ...texts] = line.split('\t');
    const row = manifest.get(path.basename(file));
    if (!row) {
      continue;
    }
    const got = texts.map(plain);
    const isRead = wanted.has(row.symbology) && got.includes(row.text);
    const wrong = got.filter((text) => text !== row.text && !row.also.includes(text));
    if (wrong.length) {
      column.misreads.push(`${column.name}: ${row.file} as ${JSON.stringify(wrong)}`);
    }
    for (const group of [...groups(row), 'all']) {
      const cell = column.cells.get(group) ?? { n: 0, read: 0, misread: 0, ms: [] };
      cell.n += 1;
      cell.read += isRead;
      cell.misread += wrong.length > 0;
      cell.ms.push(Number(milliseconds));
      column.cells.set(group, cell);
    }
  }
}

const order = [...new Set([...manifest.values()].flatMap(groups))].sort((a, b) =>
  a.trim().localeCompare(b.trim()));
const width = Math.max(...order.map((name) => name.length)) + 2;
console.log(''.padEnd(width) + 'n'.padStart(5) +
  columns.map((column) => column.name.padStart(32)).join(''));
for (const group of [...order, 'all']) {
  const n = Math.max(...columns.map((column) => column.cells.get(group)?.n ?? 0));
  const cells = columns.map((column) => {
    const cell = column.cells.get(group);
    if (!cell) {
      return '-'.padStart(32);
    }
    const rate = /code|qr|datamatrix/.test(group)
      ? `${String(cell.read).padStart(3)} ${(100 * cell.read / cell.n).toFixed(0).padStart(3)} %` : '';
    const most = Math.max(...cell.ms);
    const time = Number.isFinite(most) && most > 0
      ? `${median(cell.ms).toFixed(1)} / ${most.toFixed(0)} ms` : '';
    return `${rate}  ${cell.misread} wrong  ${time}`.padStart(32);
  });
  console.log(group.padEnd(width) + String(n).padStart(5) + cells.join(''));
}
console.log('read, share, pictures with a wrong text, median / longest wall time');
for (const column of columns) {
  for (const misread of column.misreads) {
    console.log(`misread by ${misread}`);
  }
}
