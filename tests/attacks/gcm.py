"""One AES-GCM ciphertext that authenticates under two keys.

Len, Grubbs and Ristenpart: Partitioning Oracle Attacks, 2021.

For tests alone: plain and slow.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16
_R = 0xE1 << 120


def _multiply(one: int, other: int) -> int:
    """In GF(2^128) with GCM's bit order (NIST SP 800-38D, section 6.3)."""
    product = 0
    for bit in range(127, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = other >> 1 ^ (_R if other & 1 else 0)
    return product


def _invert(value: int) -> int:
    """value^(2^128 - 2)."""
    result, square = 1 << 127, value
    for _ in range(127):
        square = _multiply(square, square)
        result = _multiply(result, square)
    return result


def _block(key: bytes, data: bytes) -> int:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # one block is the permutation
    return int.from_bytes(encryptor.update(data) + encryptor.finalize())


def _blocks(data: bytes) -> list[int]:
    padded = data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\0")
    return [int.from_bytes(padded[start : start + BLOCK]) for start in range(0, len(padded), BLOCK)]


def _ghash(key: int, blocks: list[int]) -> int:
    state = 0
    for block in blocks:
        state = _multiply(state ^ block, key)
    return state


def colliding(one: bytes, other: bytes, nonce: bytes, aad: bytes, size: int = 2 * BLOCK) -> bytes:
    """`size` bytes (whole blocks) and a tag that AES-256-GCM opens under both keys, to two different plaintexts."""
    hashes = [_block(key, bytes(BLOCK)) for key in (one, other)]
    masks = [_block(key, nonce + (1).to_bytes(4)) for key in (one, other)]
    lengths = (len(aad) * 8 << 64) | (size * 8)
    free = [0] * (size // BLOCK)

    def tag(index: int) -> int:
        return masks[index] ^ _ghash(hashes[index], [*_blocks(aad), *free, lengths])

    squares = [_multiply(key, key) for key in hashes]
    free[-1] = _multiply(tag(0) ^ tag(1), _invert(squares[0] ^ squares[1]))
    return b"".join(block.to_bytes(BLOCK) for block in (*free, tag(0)))
