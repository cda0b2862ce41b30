// The texts out of zbarimg's XML on standard input: TAB text for each, control characters as \\xNN.
import fs from 'node:fs';

const xml = fs.readFileSync(0, 'latin1');
for (const [, encoding, body] of
  xml.matchAll(/<data([^>]*)><!\[CDATA\[([\s\S]*?)\]\]><\/data>/g)) {
  const bytes = encoding.includes('base64') ? Buffer.from(body, 'base64').toString('latin1') : body;
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  process.stdout.write('\t' + text.replace(/[\x00-\x1f\x7f]/g, (c) =>
    '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0')));
}
