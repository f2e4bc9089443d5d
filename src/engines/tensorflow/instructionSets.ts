import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Names people know, by the flag as the operating system spells it; in the order they are shown. */
const known: readonly (readonly [string, RegExp])[] = [
  ['SSE4.2', /^sse4[_.]2$/],
  ['AVX', /^avx(1\.0)?$/],
  ['AVX2', /^avx2$/],
  ['FMA', /^fma$/],
  ['AVX-512F', /^avx512f$/],
  ['AVX-512 VNNI', /^avx512_?vnni$/],
  ['AVX-512 BF16', /^avx512_?bf16$/],
  ['AVX-VNNI', /^avx_?vnni$/],
  ['AMX-BF16', /^amx_bf16$/],
  ['NEON', /^(asimd|neon|advsimd)$/],
  ['SVE', /^sve$/],
  ['BF16', /^(bf16|feat_bf16)$/],
  ['I8MM', /^(i8mm|feat_i8mm)$/],
];

/** The SIMD instruction sets of this machine's processor that matter for training; empty when it cannot be told. */
export function readInstructionSets(platform: NodeJS.Platform = process.platform): string[] {
  try {
    if (platform === 'linux') return parseCpuInfo(readFileSync('/proc/cpuinfo', 'utf8'));
    if (platform === 'darwin') {
      const options = { encoding: 'utf8', timeout: 5000, maxBuffer: 1 << 24 } as const;
      return parseSysctl(execFileSync('/usr/sbin/sysctl', ['-a'], { ...options, stdio: ['ignore', 'pipe', 'ignore'] }));
    }
  } catch {
    // Not told.
  }
  return [];
}

/** Reads the `flags` (x86) or `Features` (ARM) line of /proc/cpuinfo. */
export function parseCpuInfo(text: string): string[] {
  return name(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]?.split(/\s+/) ?? []);
}

/** Reads `sysctl -a` of macOS: machdep.cpu.*features on Intel, hw.optional.* on Apple silicon. */
export function parseSysctl(text: string): string[] {
  const flags: string[] = [];
  for (const [, list = ''] of text.matchAll(/^machdep\.cpu\.(?:leaf7_)?features: (.*)$/gm))
    flags.push(...list.split(/\s+/));
  for (const [, flag = ''] of text.matchAll(/^hw\.optional\.(?:arm\.)?(\w+): 1$/gm)) flags.push(flag);
  return name(flags);
}

function name(flags: readonly string[]): string[] {
  const lower = flags.map((flag) => flag.toLowerCase());
  return known.filter(([, pattern]) => lower.some((flag) => pattern.test(flag))).map(([label]) => label);
}
