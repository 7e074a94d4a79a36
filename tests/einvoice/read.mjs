// read.mjs FOLDER: reads every *.cii.xml there with factur-x-kit, checks it by that library's rules, and prints one JSON line each.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FacturX } from 'factur-x-kit';

const folder = process.argv[2];
for (const name of (await readdir(folder)).filter((file) => file.endsWith('.cii.xml')).sort()) {
  try {
    // Its parser turns whatever it is given into text by toString: of plain bytes that is a list of numbers.
    const read = await FacturX.fromXML(await readFile(join(folder, name), 'utf8'));
    const checked = read.validate();
    console.log(JSON.stringify({ name, valid: checked.valid, errors: checked.errors ?? [], invoice: read.object }));
  } catch (failure) {
    console.log(JSON.stringify({ name, valid: false, errors: [{ message: String(failure), path: [] }], invoice: null }));
  }
}
