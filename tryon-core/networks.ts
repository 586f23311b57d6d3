/** Sides of the three networks' square inputs, px. The detector also takes `glance`, at a quarter of the cost. */
export const networkSides = { detect: 256, glance: 128, mesh: 192, iris: 64 } as const

/**
 * The three networks a face is read with, as functions over numbers: the only thing of TensorFlow this folder knows.
 *
 * Inputs are RGB interleaved, row 0 on top, owned by the caller and not kept. Outputs belong to the caller.
 * Source: MediaPipe BlazeFace (back camera), FaceMesh, Iris; see NOTICE.
 */
export interface Networks {
  /**
   * BlazeFace. In: 256 x 256 x 3, -1..1. Out: 896 scores before the sigmoid and 896 x 16 numbers in px of the input, relative to the anchor:
   * centre x, y, width, height, then right eye, left eye, nose, mouth, right ear, left ear, x and y each. Anchors: 16 x 16 cells with 2,
   * then 8 x 8 cells with 6. Of 128 x 128 x 3 it reads a quarter of the cells.
   */
  readonly detect: (square: Float32Array) => { readonly scores: Float32Array; readonly boxes: Float32Array }
  /** FaceMesh. In: 192 x 192 x 3, 0..1. Out: 468 x (x, y, z) in px of the input, and how sure it is of a face, 0..1. */
  readonly mesh: (square: Float32Array) => { readonly landmarks: Float32Array; readonly confidence: number }
  /** Iris. In: two eyes, each 64 x 64 x 3, 0..1, both seen as a left one. Out: 2 x 228: 71 lid points, then 5 of the iris, x, y, z in px. */
  readonly irises: (eyes: Float32Array) => Float32Array
}
