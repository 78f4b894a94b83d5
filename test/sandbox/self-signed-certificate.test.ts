import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSelfSignedCertificate } from '../../sandbox/self-signed-certificate';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-certificate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a self-signed certificate', () => {
  it('is read by Node, fits its key, and is good today for localhost and 127.0.0.1 alone', () => {
    const files = writeSelfSignedCertificate(folder);
    const certificate = new X509Certificate(readFileSync(files.cert));
    expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(files.key)))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(true);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('example.com')).toBeUndefined();
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
  });

  it.each(['localhost', '127.0.0.1'])('carries a connection to %s, for who trusts it only', async (host) => {
    const files = writeSelfSignedCertificate(folder);
    const [cert, key] = [readFileSync(files.cert), readFileSync(files.key)];
    const server = createServer({ cert, key }, (_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (ca?: Buffer) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ host, port, ca, agent: false }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    try {
      expect(await ask(cert)).toBe(200);
      await expect(ask()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is another one each time', () => {
    const one = readFileSync(writeSelfSignedCertificate(folder).cert, 'utf8');
    expect(readFileSync(writeSelfSignedCertificate(folder).cert, 'utf8')).not.toBe(one);
  });
});
