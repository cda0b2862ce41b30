// proxy.js USER:PASSWORD HEADS: a CONNECT proxy on 127.0.0.1 that lets through who has that user and
// password (Basic). Prints its port; writes to HEADS a line for each request, `200` or `407`.
'use strict';
const fs = require('fs');
const http = require('http');
const net = require('net');

const [login, heads] = process.argv.slice(2);
const wanted = 'Basic ' + Buffer.from(login).toString('base64');

const server = http.createServer((request, response) => {
    response.writeHead(405); // nothing but CONNECT is let through
    response.end();
});

server.on('connect', (request, client) => {
    client.on('error', () => client.destroy());
    if (request.headers['proxy-authorization'] !== wanted) {
        fs.appendFileSync(heads, '407\n');
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\n' +
            'Proxy-Authenticate: Basic realm="plant"\r\nContent-Length: 0\r\n\r\n');
        return;
    }
    const { hostname, port } = new URL('http://' + request.url);
    const server = net.connect(Number(port), hostname, () => {
        fs.appendFileSync(heads, '200\n');
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        server.pipe(client);
        client.pipe(server);
    });
    server.on('error', () => client.destroy());
    client.on('close', () => server.destroy());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
