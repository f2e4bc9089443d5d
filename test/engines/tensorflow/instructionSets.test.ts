import { describe, expect, it } from 'vitest';
import { parseCpuInfo, parseSysctl, readInstructionSets } from '../../../src/engines/tensorflow/instructionSets.js';

describe('instruction sets', () => {
  it('reads x86 flags', () => {
    const text =
      'processor\t: 0\nflags\t\t: fpu sse4_2 avx avx2 fma avx512f avx512_vnni amx_bf16 rep_good\nbugs\t: none\n';
    expect(parseCpuInfo(text)).toEqual(['SSE4.2', 'AVX', 'AVX2', 'FMA', 'AVX-512F', 'AVX-512 VNNI', 'AMX-BF16']);
  });

  it('reads ARM features', () => {
    expect(parseCpuInfo('processor : 0\nFeatures : fp asimd sve i8mm bf16\n')).toEqual(['NEON', 'SVE', 'BF16', 'I8MM']);
  });

  it("reads both kinds of macOS's list, without what is switched off", () => {
    const silicon = 'hw.optional.AdvSIMD: 1\nhw.optional.arm.FEAT_BF16: 1\nhw.optional.arm.FEAT_I8MM: 0\nhw.ncpu: 8\n';
    expect(parseSysctl(silicon)).toEqual(['NEON', 'BF16']);
    const intel = 'machdep.cpu.features: FPU SSE4.2 FMA AVX1.0\nmachdep.cpu.leaf7_features: BMI1 AVX2 AVX512F\n';
    expect(parseSysctl(intel)).toEqual(['SSE4.2', 'AVX', 'AVX2', 'FMA', 'AVX-512F']);
  });

  it('tells nothing where there is nothing to read', () => {
    expect(parseCpuInfo('')).toEqual([]);
    expect(parseSysctl('')).toEqual([]);
    expect(readInstructionSets('aix')).toEqual([]);
  });
});
