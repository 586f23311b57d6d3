/**
 * The 70 landmarks that expression moves least: nose bridge, forehead, eye corners, cheekbones, temples. Numbers are those of MediaPipe's
 * 468; the choice is measured, `tools/try-on/evaluate.ts`.
 */
export const rigidLandmarks: readonly number[] = [
  10, 151, 9, 8, 168, 6, 197, 195, 5, 4, 1, 33, 133, 362, 263, 127, 356, 234, 454, 93, 323, 132, 361, 103, 332, 67, 297, 109, 338, 54, 284,
  21, 251, 162, 389, 105, 334, 70, 300, 46, 276, 107, 336, 55, 285, 193, 417, 122, 351, 196, 419, 174, 399, 236, 456, 98, 327, 50, 280, 118,
  347, 117, 346, 101, 330, 36, 266, 152, 148, 377,
]
