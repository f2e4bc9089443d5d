import { calibrationView } from './calibrationView.js';
import { classesView } from './classesView.js';
import { confusionView } from './confusionView.js';
import { dataView } from './dataView.js';
import { errorsView } from './errorsView.js';
import { overviewView } from './overviewView.js';
import { trainingView } from './trainingView.js';
import type { View } from './view.js';

/** Every view of the page, in the order of its tabs. A new one: write it, name it here. */
export const views: readonly View[] = [
  overviewView,
  trainingView,
  classesView,
  confusionView,
  errorsView,
  calibrationView,
  dataView,
];
