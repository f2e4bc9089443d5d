import { fuzz } from './fuzz.js';
import { cifarTarget, folderSettingsTarget, jpegTarget, labelMappingTarget, tarTarget } from './targets/folders.js';

fuzz(folderSettingsTarget, cifarTarget, labelMappingTarget, tarTarget, jpegTarget);
