import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate that only vouches for itself, in PEM (X.509 version 1, RFC 5280, 4.1), valid until 2049. */
export function selfSigned(commonName: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
  const name = sequence(node(0x31, sequence(objectId('550403'), node(0x0c, Buffer.from(commonName)))));
  const validity = sequence(...['260101000000Z', '491231235959Z'].map((time) => node(0x17, Buffer.from(time))));
  const subjectPublicKey = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(node(0x02, Buffer.from([1])), ecdsaWithSha256, name, validity, name, subjectPublicKey);
  const signature = sign('sha256', body, { key: privateKey, dsaEncoding: 'der' });
  const certificate = sequence(body, ecdsaWithSha256, node(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** One value in DER: tag, length, content. */
function node(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), bytes]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), bytes]);
}

function sequence(...content: readonly Buffer[]): Buffer {
  return node(0x30, ...content);
}

function objectId(hex: string): Buffer {
  return node(0x06, Buffer.from(hex, 'hex'));
}
