import { type DrawnFrame, isMetal } from '@vitrine/gateway/schemas/frame-of-attributes'
import type { Frame } from '@vitrine/tryon-core/frame'

/** A frame of the shop as a mirror draws it. */
export function wearableFrame(frame: DrawnFrame): Frame {
  const { shape, lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm, rim, rimMm, pattern, colours } = frame
  const [colour = [29, 27, 23], secondColour] = colours
  return {
    ...{ shape, lensWidthMm, lensHeightMm, bridgeMm, templeMm, frameWidthMm, colour },
    rim: { kind: rim, widthMm: rimMm },
    build: pattern === 'metal' || isMetal(frame.material) ? 'metal' : 'acetate',
    ...(secondColour && { secondColour }),
    lens: {
      ...{ colour: frame.lensColour, opacity: frame.lensOpacity, gradient: frame.lensGradient },
      ...(frame.lensMirror && { mirror: frame.lensMirror }),
    },
  }
}
