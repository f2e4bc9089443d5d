// Writes the JSON Schemas of definition files: `npm run schema`, whenever a layer or one of its options has changed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparisonSchema, folderSettingsSchema, modelSchema, writeSchema } from '../../src/core/definition/schema.js';

const folder = join('data', 'schemas');

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'model.schema.json'), writeSchema(modelSchema()));
writeFileSync(join(folder, 'bakeoff.schema.json'), writeSchema(comparisonSchema()));
writeFileSync(join(folder, 'dataset.schema.json'), writeSchema(folderSettingsSchema()));
