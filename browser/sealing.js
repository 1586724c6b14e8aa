// Sealing as src/waystation/vault does it: suite.py (seal_to, encrypt), content.py, padding.py. HPKE (RFC 9180) with
// X-Wing comes from @hpke; AES-GCM and HKDF are the browser's own.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

const SUITE = 1;
const NONCE_SIZE = 12;
const PREFIX = 5;
const SMALLEST = 512;
const LARGEST_BUCKET = 64 * 1024;

const text = new TextEncoder();

export const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

export const utf8 = (words) => text.encode(words);

export const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const length = (size) => Uint8Array.of(size >>> 24, size >>> 16, size >>> 8, size);

/** Each part after its 4-byte length, so that no two lists give the same bytes. */
export const bind = (...parts) => joined(...parts.flatMap((part) => [length(part.length), part]));

const associated = (context) => bind(Uint8Array.of(SUITE), context);

const bitLength = (size) => 32 - Math.clz32(size);

/** Bytes that `size` bytes (below 2^31) take with their prefix: powers of two, then Padme. */
export const paddedSize = (size) => {
  if (size <= SMALLEST) return PREFIX + SMALLEST;
  if (size <= LARGEST_BUCKET) return PREFIX + (1 << bitLength(size - 1));
  const exponent = bitLength(size) - 1;
  const mask = (1 << (exponent - bitLength(exponent))) - 1;
  return PREFIX + ((size + mask) & ~mask);
};

const pad = (data) => {
  const padded = new Uint8Array(paddedSize(data.length));
  padded.set(length(data.length), 1);
  padded.set(data, PREFIX);
  return padded;
};

/** suite.seal_to(key, bind(...context), pad(data)) */
export const sealTo = async (key, context, data) => {
  const recipientPublicKey = await suite.kem.deserializePublicKey(key);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: associated(bind(...context)) });
  const sealed = await sender.seal(pad(data));
  return joined(Uint8Array.of(SUITE), new Uint8Array(sender.enc), new Uint8Array(sealed));
};

/** content.seal_content(data, bind(...context)): the fresh key, and the sealed bytes. */
export const sealContent = async (context, data) => {
  const [key, iv] = [32, NONCE_SIZE].map((size) => crypto.getRandomValues(new Uint8Array(size)));
  const additionalData = associated(bind(utf8("content"), bind(...context)));
  const cipher = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, cipher, pad(data));
  return [key, joined(Uint8Array.of(SUITE), iv, new Uint8Array(sealed))];
};
