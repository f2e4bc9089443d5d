/**
 * The native engine's installation, as the command line and the editor use it. Loads no native code: everything that
 * could crash runs in child processes.
 */
export { type EngineInfo, readEngineInfo } from './tensorflow/engineInfo.js';
export { findTensorFlow, type TensorFlowLocation } from './tensorflow/findTensorFlow.js';
export { type InstallOptions, type InstallResult, installTensorFlow } from './tensorflow/install/installTensorFlow.js';
export type { InstallWay } from './tensorflow/install/installWays.js';
export type { InstallProgress, InstallStep } from './tensorflow/install/progress.js';
export { type Removal, removeTensorFlow } from './tensorflow/removeTensorFlow.js';
