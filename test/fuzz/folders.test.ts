import { fuzz } from './fuzz.js';
import { cifarTarget, folderSettingsTarget, jpegTarget, labelMappingTarget } from './targets/folders.js';

fuzz(folderSettingsTarget, cifarTarget, labelMappingTarget, jpegTarget);
