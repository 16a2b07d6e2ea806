import { inflateRawSync } from 'node:zlib';

/** The files of a zip archive, such as Terraform's plan file: its text cannot be searched as it is. */
export function filesInZip(archive: Buffer): { readonly name: string; readonly bytes: Buffer }[] {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      archive.readUInt16LE(at + field),
    ) as [number, number, number];
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(data, data + size);
    at += 46 + nameLength + extraLength + commentLength;
    return { name, bytes: method === 0 ? packed : inflateRawSync(packed) };
  });
}
