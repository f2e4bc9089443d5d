import type { PublishedFile } from './published.js';

/** MobileNet v1 1.0, 224, as published for TensorFlow.js: its list of weights, and the shards of the layers up to conv_pw_12. */
export const mobilenetV1Files: Readonly<Record<string, PublishedFile>> = {
  'model.json': {
    bytes: 116650,
    algorithm: 'sha256',
    checksum: '036a3649b6ae0bed38bb2af88fe8dc811161f6ee84039a8163799ec764282b85',
  },
  'group1-shard1of1': {
    bytes: 3456,
    algorithm: 'sha256',
    checksum: 'ac47f5e879eee80e5a3dd34e0c4b603c008c22697bd385a807b552196469cf8d',
  },
  'group2-shard1of1': {
    bytes: 512,
    algorithm: 'sha256',
    checksum: '926336e665f89179ae48d22b321ef040d3d8e3c4934c7c34723dbd1de3586392',
  },
  'group3-shard1of1': {
    bytes: 1152,
    algorithm: 'sha256',
    checksum: 'e8f32b3d128117cc17ff7e6577806a1af8db83045a036fb6c6bf5ee5f28a9235',
  },
  'group12-shard1of1': {
    bytes: 512,
    algorithm: 'sha256',
    checksum: '2460ac8019d24487c3d4ac62ecd6070c457d5cba907de5c6574adfad899987de',
  },
  'group30-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '2399805be0d87c6787065c05bb40dfef2d3f5085d9313091c79c653454212aa2',
  },
  'group39-shard1of1': {
    bytes: 1024,
    algorithm: 'sha256',
    checksum: 'b2fca54b325e305fb0e024910e11d80474d013262d85bac7f1eb64c5f58fe266',
  },
  'group13-shard1of1': {
    bytes: 2304,
    algorithm: 'sha256',
    checksum: '050245f715febbb7cb23ef89c2785441f5ff1a40189e290e81b7f90f13561ffe',
  },
  'group14-shard1of1': {
    bytes: 1024,
    algorithm: 'sha256',
    checksum: '0f547921c1176411876a109a32f3753fdbd0ed14b4a98b179b31cd3c53752c7e',
  },
  'group40-shard1of1': {
    bytes: 32768,
    algorithm: 'sha256',
    checksum: 'c3f84328d85fb80b0ce341b2481fb1b9c71ab521f9f98fdd27451c727e00e302',
  },
  'group41-shard1of1': {
    bytes: 2048,
    algorithm: 'sha256',
    checksum: '1ca13d51a3434ff2dcb156c1cc6d44975d0e915d5c178e0b7b37fdc71846f939',
  },
  'group15-shard1of1': {
    bytes: 4608,
    algorithm: 'sha256',
    checksum: '47337dadf5b8c0e796cc8b379df6267fc19001436636c068026acdf287d7e9f9',
  },
  'group16-shard1of1': {
    bytes: 2048,
    algorithm: 'sha256',
    checksum: 'a850a0cbcf85ec192302a012c153eae688e4256bae59205fa4b4509855b37d20',
  },
  'group42-shard1of1': {
    bytes: 65536,
    algorithm: 'sha256',
    checksum: 'e74d4ab14b8137393eaf3e1eab8ac4a6ad5508148802a91631b2da23b987ecea',
  },
  'group43-shard1of1': {
    bytes: 2048,
    algorithm: 'sha256',
    checksum: '9adab0633661a9417f8abe693b5e1aa53f33868aa542d0bba9eb06afc1e49ae1',
  },
  'group17-shard1of1': {
    bytes: 4608,
    algorithm: 'sha256',
    checksum: '49f5a8ba9bebfbf9b336bd040abc6d4842497a3d47a396e8876cf0c704cf5325',
  },
  'group18-shard1of1': {
    bytes: 2048,
    algorithm: 'sha256',
    checksum: '8cec047146c18f723aaa728aa38ca2f2b04bacd9992eeb2aba3f07aa44ce00fc',
  },
  'group44-shard1of1': {
    bytes: 131072,
    algorithm: 'sha256',
    checksum: '31a0da2cee66a6fa5b85d087b98f967a1566a05a6871abadb198cfc7094e3dc7',
  },
  'group45-shard1of1': {
    bytes: 4096,
    algorithm: 'sha256',
    checksum: 'b4e9c284d376ab48186ed8629d396c4a02cb76bc3c89837f6c936a1f26234834',
  },
  'group19-shard1of1': {
    bytes: 9216,
    algorithm: 'sha256',
    checksum: '1427f5a54802f9a058909705bb533ac4ecb94b617987e691c74cc3f2beea3f63',
  },
  'group20-shard1of1': {
    bytes: 4096,
    algorithm: 'sha256',
    checksum: 'd24cf40560fc4ad7a7842c9c17c3230c2a30633ac0ed397022bbbbe3f83f053c',
  },
  'group46-shard1of1': {
    bytes: 262144,
    algorithm: 'sha256',
    checksum: '752f6b8009dfc953e2e0e4d66d2c0d81f52efa4a9280c4013e9d928c03e90c24',
  },
  'group47-shard1of1': {
    bytes: 4096,
    algorithm: 'sha256',
    checksum: 'e32ad47dd3800ac264dbb7687ed73e453b09368fe35c7e7ce27c63dd8262e88e',
  },
  'group21-shard1of1': {
    bytes: 9216,
    algorithm: 'sha256',
    checksum: '5b8541d7f40659d311f46cf83bc0c1c4429b0b8efeeb98d91a98d56492ecbe36',
  },
  'group22-shard1of1': {
    bytes: 4096,
    algorithm: 'sha256',
    checksum: '8bc3f01dc12e506d8cad386abeef95fda46a79ca0d83798595664fee72283c20',
  },
  'group48-shard1of1': {
    bytes: 524288,
    algorithm: 'sha256',
    checksum: 'b2b63567b6fa40c5231451a3a4a1ec94ee45aa80bb802c166ba93f470c53a3f9',
  },
  'group49-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '19212241aa418c35ca5e9d83c4bac8b9be9abd4a48ac5f01e912c14bc6a23b7b',
  },
  'group23-shard1of1': {
    bytes: 18432,
    algorithm: 'sha256',
    checksum: '0468e6901ec155cf9f2d8e4dc7f4b7dbbd8eec6ea857d0a2b7a7eb1b737089d9',
  },
  'group24-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '3fef53547ee5e03d641edecdba198262e51e2fa659b43fee258a119bd12cf69e',
  },
  'group50-shard1of1': {
    bytes: 1048576,
    algorithm: 'sha256',
    checksum: '1fb6d436f6334c585615d69786a7d5530f0302e23dbdedff27b73097a82a7cf0',
  },
  'group51-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '95950eba41daa55425261a1a544bb22f0fa7a52a08d1780b096a4c0d3c749cb4',
  },
  'group25-shard1of1': {
    bytes: 18432,
    algorithm: 'sha256',
    checksum: 'c966a3f767bf9ca947c8a8606d77eb7ab42a294ea273b238dbcdde6a46d6b8d8',
  },
  'group26-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '0ca49a466f72a989190a937f8743b251c23a7f5030b777d24c97ae8e259415ab',
  },
  'group52-shard1of1': {
    bytes: 1048576,
    algorithm: 'sha256',
    checksum: 'a072338a6d7b5df47e673e454a6b35d34c6c055a7fbd355a84db78811fdaa1c5',
  },
  'group53-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '9fdde22824b7e5cb812fb8479eeba2a2da2fe1abee8bb532ec202909339e03b6',
  },
  'group27-shard1of1': {
    bytes: 18432,
    algorithm: 'sha256',
    checksum: '96e41ae0bb8880e0c0fdc4c9126fef1c642bfbbd04c2170b05dffd2111493026',
  },
  'group28-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: 'ef5ad407e32120b20370ba6a54cdf03f339f6ace8fb7415348ac568285e5ec8f',
  },
  'group54-shard1of1': {
    bytes: 1048576,
    algorithm: 'sha256',
    checksum: '887b0cac140eb3004f6f0ec265580c4681ad9277d8d2c88773373c0159e07188',
  },
  'group55-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: 'e1a37a68fe9411f21df16e0c2c4ddd0099a590f3728c1dfc1f95eb43025659eb',
  },
  'group4-shard1of1': {
    bytes: 18432,
    algorithm: 'sha256',
    checksum: '825588712ad3472b2c3b38cc44902e527b7a2f445cb597ae40a2cbc51977167c',
  },
  'group5-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '974e18c0dc5b9a6019858d30a5565577f0d8ea312026ac085a408f79d536cf20',
  },
  'group31-shard1of1': {
    bytes: 1048576,
    algorithm: 'sha256',
    checksum: '9df450b5a6c9272224ba9114878f2513c3d7a4662a5d7e68562b44d1a21bcebd',
  },
  'group32-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: 'b6530681265b4869dad58babd4070d59539dd17bd5e1b007a376bf4f8aa8975c',
  },
  'group6-shard1of1': {
    bytes: 18432,
    algorithm: 'sha256',
    checksum: '9b4d71617f631e117d1b79254977e6dced7388bd611db803cbf6d792054f1294',
  },
  'group7-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '9433ee1ea01855ce72da0a1025b708ac55dec728e309c9089c1c7dffa18a86b0',
  },
  'group33-shard1of1': {
    bytes: 1048576,
    algorithm: 'sha256',
    checksum: 'df0f5e2fa512880a1f75002fcd0f953ba2b96222aa869772435701296ade8674',
  },
  'group34-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: '885bb00463357c8ff83e8405c71e18663b3661886d80fcbfb8c135bafd4a99d9',
  },
  'group8-shard1of1': {
    bytes: 18432,
    algorithm: 'sha256',
    checksum: 'cc8b9923e8c1715bc1d49123a62d66972b4189a5683121ee59780ed15f1265c8',
  },
  'group9-shard1of1': {
    bytes: 8192,
    algorithm: 'sha256',
    checksum: 'd5a6eb3aca535d2e29d6abe60e487f2a56fab1397af6b65bcfe23b8e248b456f',
  },
  'group35-shard1of1': {
    bytes: 2097152,
    algorithm: 'sha256',
    checksum: 'c1ae02f6cd5759a0550639e91918f2186a8331b9b711a97d73c97ea44cd28f17',
  },
  'group36-shard1of1': {
    bytes: 16384,
    algorithm: 'sha256',
    checksum: 'f6997576dcb181aaed44a6c1eaf221f2a1cc4257fd29816a328c0e5a7230e81e',
  },
};
