/** A file on the Python package index that holds TensorFlow's C library and its headers. */
export interface Wheel {
  /** Project on the index. */
  readonly project: string;
  readonly version: string;
  /** Tag of the one file that is wanted; the Python on the machine may be another one, nothing of it is imported. */
  readonly pythonVersion: string;
  readonly platformTag: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hexadecimal; pip's own check of the index's hash comes on top of it. */
  readonly sha256: string;
}

/** Everything that an installation is made of, for one operating system and processor. */
export interface EnginePins {
  readonly tfjsNode: string;
  /** Version of the Node-API that the addon is built against; every supported Node has it. */
  readonly napi: number;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** TensorFlow that tfjs-node's own installer downloads, or undefined where it has none. */
  readonly publishedTensorFlow: string | undefined;
  /** Undefined where no wheel holds a library to link with (Windows) or none is built (macOS on Intel). */
  readonly wheel: Wheel | undefined;
}

const tfjsNode = '4.22.0';
const tensorFlow = '2.21.0';

function wheel(project: string, platformTag: string, bytes: number, sha256: string): Wheel {
  const fileName = `${project.replaceAll('-', '_')}-${tensorFlow}-cp312-cp312-${platformTag}.whl`;
  return { project, version: tensorFlow, pythonVersion: '3.12', platformTag, fileName, bytes, sha256 };
}

const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64': wheel(
    'tensorflow-cpu',
    'manylinux_2_27_x86_64',
    274_000_871,
    'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  ),
  'linux-arm64': wheel(
    'tensorflow',
    'manylinux_2_27_aarch64',
    281_946_471,
    'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
  ),
  'darwin-arm64': wheel(
    'tensorflow',
    'macosx_12_0_arm64',
    223_488_205,
    '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
  ),
};

/** What tfjs-node's install script fetches; it goes by its own table, these are for names and messages. */
const published: Readonly<Record<string, string>> = {
  'linux-x64': '2.9.1',
  'linux-arm64': '2.7.0',
  'darwin-x64': '2.9.1',
  'darwin-arm64': '2.7.0',
  'win32-x64': '2.9.1',
};

/** The pinned versions for a machine. To move to a new TensorFlow: change this file and `packages/`. */
export function enginePins(platform: NodeJS.Platform = process.platform, architecture = process.arch): EnginePins {
  const machine = `${platform}-${architecture}`;
  return {
    tfjsNode,
    napi: 8,
    platform,
    architecture,
    publishedTensorFlow: published[machine],
    wheel: wheels[machine],
  };
}
