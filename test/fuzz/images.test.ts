import { fuzz } from './fuzz.js';
import { idxTarget, pngTarget } from './targets/images.js';

fuzz(idxTarget, pngTarget);
