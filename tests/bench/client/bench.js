// What one bind costs with the vendor's own client for Node, @alicloud/pop-core, keep-alive on.
//   bench.js FOLDER bind ENDPOINT FIRST COUNT | first ENDPOINT FIRST
// FOLDER holds node_modules; the CA comes by NODE_EXTRA_CA_CERTS, the key by the environment.
'use strict';
const [folder, mode, endpoint, firstText, countText] = process.argv.slice(2);
const { RPCClient } = require(folder + '/node_modules/@alicloud/pop-core');

const client = new RPCClient({
    accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    endpoint,
    apiVersion: '2018-03-13',
});

const pad = (number, width) => String(number).padStart(width, '0');

async function bind(index) {
    const answer = await client.request('BindSerialNumber', {
        RegionId: 'cn-hangzhou',
        SmartAGId: 'sag-bench' + pad(Math.floor(index / 500), 13),
        SerialNumber: 'sage62x' + pad(index, 9),
    }, { method: 'POST' });
    if (!answer.RequestId) {
        throw new Error('no request id');
    }
}

async function main() {
    if (mode === 'first') {
        await bind(Number(firstText));
        console.log('answered');
        return;
    }
    const count = Number(countText);
    const first = Number(firstText);
    await bind(first);
    const cpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    for (let i = 1; i <= count; i++) {
        await bind(first + i);
    }
    const wall = Number((process.hrtime.bigint() - start) / 1000n);
    const used = process.cpuUsage(cpu);
    console.log(`wall_us=${Math.round(wall / count)} ` +
        `cpu_us=${Math.round((used.user + used.system) / count)} ` +
        `rss_kb=${process.resourceUsage().maxRSS} bad=0`);
}

// Idle keep-alive sockets would hold the process for a while.
main().then(() => process.exit(0), (error) => {
    console.error(error.message);
    process.exit(1);
});
