// Takes the place of Node's "crypto", which the libraries ask for where a browser has none of its own.
export const webcrypto = globalThis.crypto;
