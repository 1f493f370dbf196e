"""Sends image files to Ganflux: python3 produce.py HOST:PORT CHANNELSxHEIGHTxWIDTH FILE...

A file in a folder whose name is a whole number has that label. docs/PRODUCING.md says what the fields mean.
"""
import os, struct, sys, time, uuid
from confluent_kafka import Producer
from PIL import Image, ImageOps

CRC_TABLE = list(range(256))
for _ in range(8):
    CRC_TABLE = [value >> 1 ^ (0x82F63B78 if value & 1 else 0) for value in CRC_TABLE]


def crc32c(content):
    crc = 0xFFFFFFFF
    for byte in content:
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def varint(n):
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + varint(n >> 7)


def uint(field, n):
    return varint(field << 3) + varint(n)


def data(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content


def encode(source, sequence, shape, images, ids, labels):
    """An ImageBatch of images.proto by hand; protoc's classes do the same. Images: bytes by channel, row, column."""
    pixels = b"".join(images)
    zigzag = [label << 1 if label >= 0 else ~(label << 1) for label in labels]
    return b"".join([
        uint(1, 1), data(2, source.encode()), uint(4, sequence), uint(5, len(images)),
        *(uint(field, side) for field, side in zip((6, 7, 8), shape)), data(9, pixels),
        data(10, b"".join(map(varint, ids))), data(11, b"".join(map(varint, zigzag))),
        varint(12 << 3 | 5) + struct.pack("<I", crc32c(pixels)), uint(13, int(time.time() * 1000))])


def read(path, channels, height, width):
    image = ImageOps.exif_transpose(Image.open(path)).convert("L" if channels == 1 else "RGB")
    return b"".join(band.tobytes() for band in image.resize((width, height), Image.LANCZOS).split())


def label_of(path):
    folder = os.path.basename(os.path.dirname(os.path.abspath(path)))
    return int(folder) if folder.isdecimal() else -1


def main(broker, shape, *files):
    shape = tuple(map(int, shape.split("x")))
    source = f"python,start={uuid.uuid4()}"  # a new name for each start, so that its batches count from 0
    size = max(1, (256 << 10) // (shape[0] * shape[1] * shape[2]))  # images in a record of about 256 KiB
    producer = Producer({"bootstrap.servers": broker, "acks": "all", "message.max.bytes": 9 << 20})
    failures = []
    for sequence, first in enumerate(range(0, len(files), size)):
        some = files[first:first + size]
        value = encode(source, sequence, shape, [read(path, *shape) for path in some],
                       range(first, first + len(some)), map(label_of, some))
        producer.produce("ganflux.images", value, on_delivery=lambda error, _: error and failures.append(error))
        while len(producer) > 16:  # not faster than Kafka takes them
            producer.poll(0.1)
    producer.flush()
    sys.exit(f"{len(failures)} batches were not stored: {failures[0]}" if failures else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
