// Sends image files to Ganflux: node produce.mjs HOST:PORT CHANNELSxHEIGHTxWIDTH FILE...
// A file in a folder whose name is a whole number has that label. docs/PRODUCING.md says what the fields mean.
import { randomUUID } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import protobuf from 'protobufjs';
import sharp from 'sharp';

const proto = new URL('../../stream/src/main/proto/ganflux/v1/images.proto', import.meta.url);
const ImageBatch = (await protobuf.load(fileURLToPath(proto))).lookupType('ganflux.v1.ImageBatch');

const crcTable = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0x82f63b78 : 0);
  return value;
});
const crc32c = (bytes) => ~bytes.reduce((crc, byte) => (crc >>> 8) ^ crcTable[(crc ^ byte) & 255], -1) >>> 0;

const [broker, shape, ...files] = process.argv.slice(2);
const [channels, height, width] = shape.split('x').map(Number);

// Bytes in the order channel, row, column; 0 black, 255 white.
async function read(file) {
  const image = sharp(file).rotate().resize(width, height, { fit: 'fill' }); // upright, by its Exif
  const { data, info } = await (channels === 1 ? image.greyscale() : image).raw().toBuffer({ resolveWithObject: true });
  const pixel = (channel, place) => data[place * info.channels + (info.channels < 3 ? 0 : channel)];
  const plane = height * width;
  return Uint8Array.from({ length: channels * plane }, (_, i) => pixel(Math.floor(i / plane), i % plane));
}

function label(file) {
  const folder = basename(dirname(resolve(file)));
  return /^\d+$/.test(folder) ? Number(folder) : -1;
}

const sourceId = `node,start=${randomUUID()}`; // a new name for each start, so that its batches count from 0
const size = Math.max(1, Math.floor((256 << 10) / (channels * height * width))); // images in a record of about 256 KiB
const producer = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR }).producer({
  createPartitioner: Partitioners.DefaultPartitioner,
  allowAutoTopicCreation: false,
});
await producer.connect();
try {
  for (let first = 0, sequence = 0; first < files.length; first += size, sequence++) {
    const some = files.slice(first, first + size);
    const pixels = Buffer.concat(await Promise.all(some.map(read)));
    const batch = {
      version: 1, sourceId, sequence, count: some.length, channels, height, width, pixels,
      ids: some.map((_, i) => first + i), labels: some.map(label), crc32c: crc32c(pixels), createdAtMs: Date.now(),
    };
    await producer.send({ topic: 'ganflux.images', acks: -1, messages: [{ value: ImageBatch.encode(batch).finish() }] });
  }
} finally {
  await producer.disconnect();
}
