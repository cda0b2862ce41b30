// bench.mjs — a bench in QEMU: booted from its disk by itself, seen through its screen and its keyboard,
// and looked into through the test's port. All waits have a limit, and are long: without KVM a boot takes
// a minute.
import { spawn, execFileSync } from 'node:child_process';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const KEYS = {
    '-': 'minus', ' ': 'spc', '.': 'dot', '/': 'slash', ':': ['shift', 'semicolon'], '_': ['shift', 'minus'],
};

// A socket of QEMU's as lines.
class Lines {
    constructor(socket) {
        this.socket = socket;
        this.rest = '';
        this.lines = [];
        this.waiting = [];
        socket.on('error', () => {});
        socket.on('data', (data) => {
            this.rest += data.toString('utf8');
            const parts = this.rest.split('\n');
            this.rest = parts.pop();
            this.lines.push(...parts);
            this.waiting.splice(0).forEach((wake) => wake());
        });
        socket.on('close', () => {
            this.isClosed = true;
            this.waiting.splice(0).forEach((wake) => wake());
        });
    }

    async next(limit) {
        const end = Date.now() + limit;
        while (this.lines.length === 0) {
            if (this.isClosed) throw new Error('the machine has gone');
            if (Date.now() > end) throw new Error(`no line within ${limit} ms`);
            await Promise.race([new Promise((wake) => this.waiting.push(wake)), sleep(200)]);
        }
        return this.lines.shift();
    }
}

async function connect(file, limit) {
    const end = Date.now() + limit;
    for (;;) {
        try {
            const socket = createConnection(file);
            await once(socket, 'connect');
            return new Lines(socket);
        } catch (error) {
            if (Date.now() > end) throw error;
            await sleep(100);
        }
    }
}

export class Bench {
    // options: folder (of disk.ext4, vmlinuz, initrd), scratch, memory in MiB, screen: false for none,
    // append: more words for the kernel, devices: more arguments for QEMU
    constructor(options) {
        this.options = { memory: 1024, screen: true, append: '', devices: [], ...options };
        this.disk = path.join(this.options.scratch, 'disk.qcow2');
        // What this bench writes stays its own, and outlives a power cut.
        execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b',
            path.join(path.resolve(this.options.folder), 'disk.ext4'), this.disk]);
    }

    async start() {
        const { folder, scratch, memory, screen, append, devices } = this.options;
        const at = (name) => path.join(scratch, name);
        for (const name of ['qmp', 'probe']) fs.rmSync(at(name), { force: true });
        const acceleration = process.env.SK_KVM ? ['-accel', 'kvm'] : ['-accel', 'tcg,thread=multi'];
        const args = [...acceleration, '-machine', 'q35', '-cpu', process.env.SK_KVM ? 'host' : 'max', '-smp', '2',
            '-m', String(memory), '-nodefaults', '-no-reboot', '-display', 'none',
            '-kernel', path.join(folder, 'vmlinuz'), '-initrd', path.join(folder, 'initrd'),
            '-append', `root=/dev/vda rw quiet loglevel=3 console=ttyS0 ${append}`,
            '-drive', `file=${this.disk},if=virtio,format=qcow2,cache=writeback`,
            '-serial', `file:${at('serial')}`,
            '-qmp', `unix:${at('qmp')},server=on,wait=off`,
            '-device', 'virtio-serial', '-chardev', `socket,id=probe,path=${at('probe')},server=on,wait=off`,
            '-device', 'virtserialport,chardev=probe,name=probe',
            '-device', 'qemu-xhci', '-device', 'usb-kbd,id=keys',
            ...(screen ? ['-device', 'virtio-vga,id=screen,xres=1280,yres=800'] : []), ...devices];
        this.startedAt = Date.now();
        this.qemu = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'inherit', 'inherit'] });
        this.ended = once(this.qemu, 'exit');
        this.qmp = await connect(at('qmp'), 20000);
        await this.qmp.next(20000);
        await this.command('qmp_capabilities');
        this.port = await connect(at('probe'), 20000);
    }

    async command(execute, args) {
        this.qmp.socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
        for (;;) {
            const answer = JSON.parse(await this.qmp.next(60000));
            if (answer.error) throw new Error(`${execute}: ${answer.error.desc}`);
            if ('return' in answer) return answer.return;
        }
    }

    // Runs a line of shell in the machine, as root; what it printed and its status.
    async sh(line, limit = 120000) {
        this.port.lines.length = 0;
        this.port.socket.write(`${line}\n`);
        const text = [];
        for (;;) {
            const got = await this.port.next(limit);
            const end = /^END (\d+)$/.exec(got);
            if (end) return { status: Number(end[1]), text: text.filter((l) => l !== '').join('\n') };
            text.push(got);
        }
    }

    async isUp(limit = 300000) {
        const end = Date.now() + limit;
        while ((await this.port.next(Math.max(1, end - Date.now()))) !== 'UP');
    }

    // Waits until a line of shell succeeds.
    async until(what, line, limit = 180000) {
        const end = Date.now() + limit;
        let last;
        do {
            last = await this.sh(line);
            if (last.status === 0) return last.text;
            await sleep(500);
        } while (Date.now() < end);
        throw new Error(`${what}: not within ${limit / 1000} s; last: ${last.text}`);
    }

    async keys(...names) {
        const keys = names.map((data) => ({ type: 'qcode', data }));
        await this.command('send-key', { keys, 'hold-time': 30 });
        await sleep(70);
    }

    async type(text) {
        for (const c of text) {
            const key = KEYS[c] ?? (/[A-Z]/.test(c) ? ['shift', c.toLowerCase()] : c);
            await this.keys(...[key].flat());
        }
    }

    // A scanner that types: a label and Return.
    async scan(text) {
        await this.type(text);
        await this.keys('ret');
    }

    // The screen as PNG, and the colour that most of it has, as rrggbb.
    async picture(name) {
        const ppm = path.join(this.options.scratch, 'screen.ppm');
        const png = path.join(process.env.SK_PICTURES ?? this.options.scratch, `${name}.png`);
        await this.command('screendump', { filename: ppm, device: 'screen' });
        execFileSync('convert', [ppm, png]);
        return png;
    }

    async colour() {
        const png = await this.picture('colour');
        const text = execFileSync('convert', [png, '-resize', '64x40!', '-format', '%c', 'histogram:info:']).toString();
        const counts = [...text.matchAll(/(\d+): .*?#([0-9A-F]{6})/g)].map((m) => [Number(m[1]), m[2]]);
        return counts.sort((a, b) => b[0] - a[0])[0][1];
    }

    // As when somebody pulls the plug.
    async cut() {
        this.qemu.kill('SIGKILL');
        await this.ended;
    }

    async powerOff() {
        await this.sh('systemctl --no-block poweroff').catch(() => {});
        const timer = setTimeout(() => this.qemu.kill('SIGKILL'), 120000);
        await this.ended;
        clearTimeout(timer);
    }
}
