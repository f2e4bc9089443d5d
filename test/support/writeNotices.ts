// Writes THIRD_PARTY_NOTICES.txt: `npm run notices`, whenever a package in a bundle has changed.
import { writeFileSync } from 'node:fs';
import { notices } from './notices.js';

async function main(): Promise<void> {
  writeFileSync('THIRD_PARTY_NOTICES.txt', await notices(process.cwd()));
}

void main();
