"""Writes the records of this directory anew, which is right only where the contract has grown: python3 make.py

Needs what ../python/produce.py needs, whose encoder it uses.
"""
import base64, json, os, struct, sys, zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "python"))
from produce import crc32c, data, uint, varint  # noqa: E402


def zigzag(label):
    return label << 1 if label >= 0 else ~(label << 1)


def packed(field, numbers):
    return data(field, b"".join(map(varint, numbers)))


def crc(value):
    return varint(12 << 3 | 5) + struct.pack("<I", value)


PIXELS = bytes(20 * i for i in range(12))
# Two grey images of 2 rows and 3 columns, field by field; what is broken replaces some of them.
FIELDS = {
    1: uint(1, 1), 2: data(2, b"idx:train-images"), 3: data(3, b"run-1"), 4: uint(4, 7), 5: uint(5, 2), 6: uint(6, 1),
    7: uint(7, 2), 8: uint(8, 3), 9: data(9, PIXELS), 10: packed(10, [41, 300]), 11: packed(11, [zigzag(3), zigzag(-1)]),
    12: crc(crc32c(PIXELS)), 13: uint(13, 1_700_000_000_000),
}


def record(changes={}):
    return b"".join({**FIELDS, **changes}.values())


def write(name, about, value, **expected):
    value_in_file = isinstance(value, bytes)
    if value_in_file:
        with open(os.path.join(HERE, name + ".bin"), "wb") as file:
            file.write(value)
    with open(os.path.join(HERE, name + ".json"), "w", encoding="utf-8") as file:
        fields = {"about": about, **({} if value_in_file else {"value": value}), **expected}
        json.dump(fields, file, indent=2, ensure_ascii=False)
        file.write("\n")


def good(name, about, value, **batch):
    write(name, about, value, accepted=True, batch={"version": 1, **batch})


def bad(reason, name, about, value, detail):
    write(reason.lower() + "-" + name, about, value, accepted=False, reason=reason, detail=detail)


def text(pixels):
    return base64.b64encode(pixels).decode()


def make():
    grey = dict(
        sourceId="idx:train-images", runId="run-1", sequence="7", count=2, channels=1, height=2, width=3,
        pixels=text(PIXELS), ids=["41", "300"], labels=[3, -1], crc32c=crc32c(PIXELS), createdAtMs="1700000000000")
    good("grey-labelled", "Two grey images of 2 rows and 3 columns; the second one's label is unknown.", record(), **grey)
    backwards = [FIELDS[field] for field in (13, 12, 9, 8, 7, 6, 5, 4, 3, 2, 1)]
    unpacked = [uint(10, 41), uint(10, 300), uint(11, zigzag(3)), uint(11, zigzag(-1))]
    good("grey-another-encoder",
         "The same batch: fields from the last to the first, lists unpacked, and a field 1000 that no contract has.",
         b"".join(backwards + unpacked + [data(1000, b"?")]), **grey)

    colours = bytes(range(120))
    good("colour-not-square",
         "Two colour images of 4 rows and 5 columns without labels: byte 20 is the first image's first green one, 60 the "
         "second image's first red one.",
         b"".join([uint(1, 1), data(2, b"camera"), uint(5, 2), uint(6, 3), uint(7, 4), uint(8, 5), data(9, colours),
                   packed(10, [0, 1]), crc(crc32c(colours))]),
         sourceId="camera", count=2, channels=3, height=4, width=5, pixels=text(colours), ids=["0", "1"],
         crc32c=crc32c(colours))
    good("one-black-pixel", "The smallest batch: what is 0 or empty is not written.",
         b"".join([uint(1, 1), uint(5, 1), uint(6, 1), uint(7, 1), uint(8, 1), data(9, b"\0"), packed(10, [0]),
                   crc(crc32c(b"\0"))]),
         count=1, channels=1, height=1, width=1, pixels=text(b"\0"), ids=["0"], crc32c=crc32c(b"\0"))
    name = "Gesichter/Zürich/" + "ü" * 183
    good("largest-numbers", "A source's name of 200 characters, an id of 64 bits, a sequence of 63, a label of 31.",
         record({2: data(2, name.encode()), 4: uint(4, 2**63 - 1), 10: packed(10, [2**64 - 1, 0]),
                 11: packed(11, [zigzag(2**31 - 1), zigzag(0)])}),
         **{**grey, "sourceId": name, "sequence": str(2**63 - 1), "ids": [str(2**64 - 1), "0"],
            "labels": [2**31 - 1, 0]})

    values = struct.pack("<6f", 1.0, 0.0, -0.5, 3.25, 1e-30, -1024.0)
    points = {2: data(2, b"ring8,seed=1"), 5: uint(5, 3), 6: uint(6, 2), 7: uint(7, 1), 8: uint(8, 1), 9: data(9, values),
              10: packed(10, [41, 42, 300]), 11: packed(11, [zigzag(0), zigzag(7), zigzag(-1)]),
              12: crc(crc32c(values)), 14: uint(14, 1)}
    good("points", "Three points of two values, floats in place of pixels.",
         record(points),
         **{**grey, "sourceId": "ring8,seed=1", "count": 3, "channels": 2, "height": 1, "width": 1,
            "pixels": text(values), "ids": ["41", "42", "300"], "labels": [0, 7, -1], "crc32c": crc32c(values),
            "format": "PIXEL_FORMAT_FLOAT32"})

    bad("SIZE", "one-byte-too-many", "More than 8 MiB. Too long for a file here: 8388609 times the byte 0.",
        {"byte": 0, "times": 8388609}, "it has 8388609 bytes but must have at most 8388608")
    cut = record()[:45]
    bad("UNREADABLE", "cut-off", "The first 45 bytes of grey-labelled: it ends within the pixels.", cut, "45 bytes are not an ImageBatch: ")
    bad("UNREADABLE", "json", "JSON in place of protobuf.", b'{"version": 1}', "14 bytes are not an ImageBatch: ")
    latin1 = record({2: data(2, b"Z\xfcrich")})
    bad("UNREADABLE", "source-not-utf8", "A source's name in Latin-1.", latin1,
        f"{len(latin1)} bytes are not an ImageBatch: ")
    bad("VERSION", "other", "Version 2.", record({1: uint(1, 2)}), "version is 2 but must be 1")
    bad("VERSION", "absent", "No version.", record({1: b""}), "version is 0 but must be 1")
    bad("VERSION", "empty-value", "A record without a value, such as a tombstone.", b"", "version is 0 but must be 1")
    bad("SHAPE", "two-channels", "Grey and alpha.", record({6: uint(6, 2)}), "channels is 2 but must be 1 or 3")
    bad("SHAPE", "no-height", "No height.", record({7: b""}), "height is 0 but must be 1 to 4096")
    bad("SHAPE", "too-wide", "A row of 4097 pixels.", record({8: uint(8, 4097)}), "width is 4097 but must be 1 to 4096")
    bad("SHAPE", "no-image", "No image.", record({5: b""}), "count is 0 but must be at least 1")
    bad("SHAPE", "unknown-format", "A format that there is none of.", record({14: uint(14, 2)}),
        "format is 2 but must be 0 (bytes) or 1 (floats)")
    bad("SHAPE", "points-in-rows", "Points in two rows.", record({**points, 7: uint(7, 2)}), "height is 2 but must be 1 of points")
    nan = struct.pack("<6f", 1.0, 0.0, float("nan"), 3.25, 1e-30, -1024.0)
    bad("VALUE", "not-a-number", "Points of which one value is no number.",
        record({**points, 9: data(9, nan), 12: crc(crc32c(nan))}), "value 2 is infinite or no number but all must be finite")
    bad("LENGTH", "a-pixel-missing", "One byte less than the shape says.", record({9: data(9, PIXELS[:-1])}),
        "length of pixels is 11 but must be 12 by the shape")
    bad("LENGTH", "floats", "Four bytes a pixel.", record({9: data(9, struct.pack("<12f", *PIXELS))}),
        "length of pixels is 48 but must be 12 by the shape")
    bad("IDS", "one-missing", "Two images and one id.", record({10: packed(10, [41])}),
        "number of ids is 1 but must be 2, one for each image")
    bad("IDS", "source-too-long", "A source's name of 201 characters.", record({2: data(2, b"x" * 201)}),
        "length of source_id is 201 but must be at most 200")
    bad("LABELS", "one-missing", "Two images and one label.", record({11: packed(11, [zigzag(3)])}),
        "number of labels is 1 but must be 0 or 2, one for each image")
    bad("LABELS", "below-minus-1", "A label of -2.", record({11: packed(11, [zigzag(3), zigzag(-2)])}),
        "label is -2 but must be at least -1")
    bad("LABELS", "not-zigzag", "Label 3 written as int32 in place of sint32: read as -2.", record({11: packed(11, [3, 0])}),
        "label is -2 but must be at least -1")
    right, wrong = crc32c(PIXELS), zlib.crc32(PIXELS)
    bad("CHECKSUM", "crc32", "CRC-32, of zip and PNG, in place of CRC-32C.", record({12: crc(wrong)}),
        f"crc32c is {wrong:08x} but that of the pixels is {right:08x}")
    turned = int.from_bytes(right.to_bytes(4, "little"), "big")
    bad("CHECKSUM", "big-endian", "The right CRC-32C, with its bytes the other way round.", record({12: crc(turned)}),
        f"crc32c is {turned:08x} but that of the pixels is {right:08x}")


if __name__ == "__main__":
    make()
