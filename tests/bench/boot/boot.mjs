// boot.mjs IMAGE_DIR COUNT: see run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Bench } from '../../e2e/image/bench.mjs';

const [folder, count] = [process.argv[2], Number(process.argv[3])];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'sag-boot-'));
const kinds = {
    'ready screen': { unit: 'sag-kiosk.service', append: '' },
    'login prompt': {
        unit: 'getty@tty2.service',
        append: 'systemd.mask=sag-kiosk.service systemd.mask=sag-kiosk-console.service '
            + 'systemd.mask=sag-kiosk-display.timer systemd.wants=getty@tty2.service',
    },
};
const figures = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, { boot: [], memory: [] }]));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

for (let i = 0; i < count; i++) {
    for (const [kind, { unit, append }] of Object.entries(kinds)) {
        const bench = new Bench({ folder, scratch: fs.mkdtempSync(path.join(scratch, 'boot-')), append });
        await bench.start();
        await bench.isUp();
        await bench.until(kind, `systemctl is-active ${unit}`);
        // Of the kernel's own clock, so that neither QEMU's start nor this program is in it.
        const at = await bench.sh(`systemctl show -P ActiveEnterTimestampMonotonic ${unit}`);
        figures[kind].boot.push(Number(at.text) / 1e6);
        const memory = await bench.sh("sleep 20; awk '/MemTotal|MemAvailable/ { print $2 }' /proc/meminfo");
        const [total, available] = memory.text.split('\n').map(Number);
        figures[kind].memory.push((total - available) / 1024);
        await bench.cut();
    }
}
fs.rmSync(scratch, { recursive: true, force: true });
for (const [kind, { boot, memory }] of Object.entries(figures)) {
    console.log(`${kind.padEnd(14)} ${median(boot).toFixed(1)} s from the kernel's start (median of ${count}: `
        + `${boot.map((s) => s.toFixed(1)).join(', ')}); idle ${median(memory).toFixed(0)} MiB in use`);
}
const ratio = median(figures['ready screen'].boot) / median(figures['login prompt'].boot);
console.log(`ready screen against login prompt: ${ratio.toFixed(2)} times (aim: at most 1.3)`);
