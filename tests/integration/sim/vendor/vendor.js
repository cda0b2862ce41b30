'use strict';
// The vendor's own Node SDKs drive sag-sim: pop-core signs the old way (signature 1.0, V1),
// openapi-core the new one (ACS3-HMAC-SHA256, V3) and, when told so, the old one with code of its
// own. What they send is what the cloud accepts; so if the simulator judges their requests right,
// it judges ours right.
//
//   node vendor.js SAG-SIM FOLDER    FOLDER holds node_modules and takes the run's files

const assert = require('assert');
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const [, , program, folder, port] = process.argv;
const modules = path.join(folder, 'node_modules');
const caFile = path.join(folder, 'ca.pem');
const logFile = path.join(folder, 'log');
const VERSION = '2018-03-13';
const KEY = { accessKeyId: 'sim-access-key-id', accessKeySecret: 'sim-access-key-secret' };
const STS = { accessKeyId: 'sts-id', accessKeySecret: 'sts-secret', securityToken: 'tok+en/==' };
const OK = 'sag-demo0000000000ok01';

// The parent: starts the simulator, then itself as the driver, with the CA where Node looks for it.
async function supervise() {
    fs.rmSync(logFile, { force: true });
    const sim = spawn(program, ['--http-port', '0', '--https-port', '0', '--ca-out', caFile,
        '--log', logFile, '--exit-with-parent',
        '--key', `${KEY.accessKeyId}:${KEY.accessKeySecret}`,
        '--key', `${STS.accessKeyId}:${STS.accessKeySecret}:${STS.securityToken}`],
    { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise((resolve, reject) => {
        sim.stdout.once('data', (data) => resolve(data.toString()));
        sim.once('error', reject);
        sim.once('exit', () => reject(new Error('sag-sim ended before it was ready')));
    });
    const [, http, https] = /^ready http=(\d+) https=(\d+) ca=/.exec(line);
    sim.removeAllListeners('exit');
    const driver = spawn(process.execPath, [__filename, program, folder, `${http},${https}`], {
        stdio: 'inherit',
        env: Object.assign({}, process.env, { NODE_EXTRA_CA_CERTS: caFile }),
    });
    const status = await new Promise((resolve) => driver.once('exit', resolve));
    const ended = new Promise((resolve) => sim.once('exit', resolve));
    sim.kill('SIGTERM');
    process.exitCode = (await ended) === 0 ? status : 1;
}

// Each client is { name, signature, call(action, params) → { answer } or { code, message } }.
function popCore(base, key, method) {
    const { RPCClient } = require(path.join(modules, '@alicloud/pop-core'));
    const client = new RPCClient(Object.assign({ endpoint: base, apiVersion: VERSION }, key));
    return {
        name: `pop-core ${method} ${base}`,
        signature: 'v1',
        async call(action, params) {
            try {
                return { answer: await client.request(action, params, { method }) };
            } catch (error) {
                return { code: error.code, message: error.message };
            }
        },
    };
}

function openapiCore(base, key, shape) {
    const core = require(path.join(modules, '@alicloud/openapi-core'));
    const { RuntimeOptions } = require(path.join(modules, '@darabonba/typescript'));
    const url = new URL(base);
    const client = new core.default(new core.$OpenApiUtil.Config(Object.assign({
        endpoint: url.host,
        protocol: url.protocol.replace(':', ''),
        signatureAlgorithm: shape.algorithm,
        ca: fs.readFileSync(caFile, 'utf8'),
    }, key)));
    return {
        name: `openapi-core ${shape.name} ${base}`,
        signature: shape.algorithm === 'v2' ? 'v1' : 'v3',
        async call(action, params) {
            const form = {};
            const query = Object.assign({}, params);
            if (shape.body) { // half of them in the body, so that both places are read
                for (const name of ['SerialNumber', 'Note']) {
                    if (name in query) {
                        form[name] = query[name];
                        delete query[name];
                    }
                }
            }
            try {
                const result = await client.callApi(new core.$OpenApiUtil.Params({
                    action, version: VERSION, protocol: url.protocol.replace(':', ''),
                    pathname: '/', method: shape.method, authType: 'AK', style: 'RPC',
                    reqBodyType: 'formData', bodyType: 'json',
                }), new core.$OpenApiUtil.OpenApiRequest(
                    shape.body ? { query, body: form } : { query }), new RuntimeOptions({}));
                return { answer: result.body };
            } catch (error) {
                return { code: error.code, message: error.message };
            }
        },
    };
}

function clients(base, key) {
    return [
        popCore(base, key, 'GET'),
        popCore(base, key, 'POST'),
        openapiCore(base, key, { name: 'V3 POST query', method: 'POST' }),
        openapiCore(base, key, { name: 'V3 GET', method: 'GET' }),
        openapiCore(base, key, { name: 'V3 POST query and body', method: 'POST', body: true }),
        openapiCore(base, key, { name: 'V1 POST', method: 'POST', algorithm: 'v2' }),
    ];
}

function lastLine() {
    return JSON.parse(fs.readFileSync(logFile, 'utf8').trimEnd().split('\n').pop());
}

let serial = 0;
function newSerial() {
    serial += 1;
    return `sage62x${String(serial).padStart(8, '0')}`;
}

function isCode(result, code) {
    // pop-core hands the code over as it is; openapi-core too, and puts more into the message.
    assert.strictEqual(result.code, code, JSON.stringify(result));
}

async function bindsOnceAndIsSeen(client) {
    const params = { RegionId: 'cn-hangzhou', SmartAGId: OK, SerialNumber: newSerial() };
    const bound = await client.call('BindSerialNumber', params);
    assert.match(bound.answer.RequestId, /^[0-9A-F-]{36}$/);
    const line = lastLine();
    assert.strictEqual(line.signature, client.signature);
    assert.strictEqual(line.verdict, 'ok');
    assert.strictEqual(line.change, 'bound');
    assert.strictEqual(line.sn, params.SerialNumber);
    isCode(await client.call('BindSerialNumber', params), 'SAG.SnConflict');
    const seen = await client.call('DescribeSmartAccessGateways',
        { RegionId: 'cn-hangzhou', SerialNumber: params.SerialNumber });
    assert.strictEqual(Number(seen.answer.TotalCount), 1);
    assert.strictEqual(seen.answer.SmartAccessGateways.SmartAccessGateway[0].SmartAGId, OK);
    const attribute = await client.call('DescribeSmartAccessGatewayAttribute',
        { RegionId: 'cn-hangzhou', SmartAGId: OK });
    assert.ok(attribute.answer.SerialNumber.split(',').includes(params.SerialNumber));
    const freed = await client.call('UnbindSerialNumber', params);
    assert.ok(freed.answer.RequestId);
    assert.strictEqual(lastLine().change, 'unbound');
}

async function isRefusedWithTheDocumentedCode(client) {
    const params = { RegionId: 'cn-hangzhou', SmartAGId: OK, SerialNumber: newSerial() };
    const cases = [
        [{ SmartAGId: 'sag-00000000000000none' }, 'SAG.InstanceNoFound'],
        [{ SmartAGId: 'sag-demo00000000full01' }, 'SAG.SnOverLimit'],
        [{ SmartAGId: 'sag-demo000000arrear01' }, 'SmartAccessGatewayInArrears'],
        [{ SmartAGId: 'sag-demo000000forbid01' }, 'Forbidden.RAM'],
        [{ SerialNumber: 'sage62xconflict1' }, 'SAG.SnConflict'],
        [{ SerialNumber: 'sage62xinvalid01' }, 'SAG.InvalidSerialNumber'],
        [{ RegionId: 'cn-shanghai' }, 'SAG.InstanceNoFound'],
    ];
    for (const [change, code] of cases) {
        isCode(await client.call('BindSerialNumber', Object.assign({}, params, change)), code);
        assert.strictEqual(lastLine().verdict, 'ok');
    }
    isCode(await client.call('NoSuchAction', params), 'InvalidAction.NotFound');
}

// Parameters that the action ignores, but the signature covers.
async function everyCharacterIsSignedAsTheServerReadsIt(client) {
    const notes = [
        ' ', 'a b+c%20d', '%2F', "!'()*~-_.", '&=?#/\\:;,@$[]{}|^`"<>', '+', '',
        '中文 和 😀', 'e\u0301', '\t\r\n', 'x'.repeat(1500),
    ];
    for (const note of notes) {
        const result = await client.call('DescribeRegions', { RegionId: 'cn-hangzhou', Note: note });
        assert.ok(result.answer, `${JSON.stringify(note)}: ${JSON.stringify(result)}`);
        assert.ok(result.answer.Regions.Region.length > 5);
        assert.strictEqual(lastLine().verdict, 'ok');
    }
    const params = { 'X.2': 'b', 'X.10': 'c', 'X.1': 'a', Zz: '1', zz: '2', SNType: 'q' };
    assert.ok((await client.call('DescribeRegions', params)).answer);
}

async function wrongCredentialsAreToldApart(base) {
    const wrong = [
        [{ accessKeyId: KEY.accessKeyId, accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
        [{ accessKeyId: 'nobody', accessKeySecret: 'x' }, 'InvalidAccessKeyId.NotFound'],
        [Object.assign({}, STS, { accessKeySecret: 'wrong' }), 'SignatureDoesNotMatch'],
        [Object.assign({}, STS, { securityToken: 'stale' }),
            'InvalidSecurityToken.MismatchWithAccessKey'],
        [{ accessKeyId: STS.accessKeyId, accessKeySecret: STS.accessKeySecret },
            'MissingSecurityToken'],
    ];
    const params = { RegionId: 'cn-hangzhou', SmartAGId: OK, SerialNumber: newSerial() };
    for (const [key, code] of wrong) {
        for (const client of clients(base, key)) {
            isCode(await client.call('BindSerialNumber', params), code);
            assert.strictEqual(lastLine().verdict, code);
            assert.strictEqual(lastLine().change, '');
        }
    }
}

async function drive() {
    const [http, https] = port.split(',');
    let count = 0;
    const check = async (name, run) => {
        try {
            await run();
            count += 1;
        } catch (error) {
            error.message = `${name}: ${error.message}`;
            throw error;
        }
    };
    for (const base of [`http://127.0.0.1:${http}`, `https://localhost:${https}`]) {
        for (const client of clients(base, KEY).concat(clients(base, STS))) {
            for (const test of [bindsOnceAndIsSeen, isRefusedWithTheDocumentedCode,
                everyCharacterIsSignedAsTheServerReadsIt]) {
                await check(`${client.name}: ${test.name}`, () => test(client));
            }
        }
        await check(`${base}: wrong credentials`, () => wrongCredentialsAreToldApart(base));
    }
    console.log(`${count} checks with the vendor's SDKs passed on Node ${process.version}`);
}

(port ? drive() : supervise()).catch((error) => {
    console.error(error);
    process.exit(1);
});
