import type { Configuration } from '../domain/configuration.ts'
import type { Telling } from './configure.ts'

/** What optics tells of ordered glasses, by what they became. Nothing of a sheet is in it. */
export interface LensTellings {
  verified(configuration: Configuration, at: Date): Telling
  asked(configuration: Configuration, at: Date, reason: string): Telling
  refused(configuration: Configuration, at: Date, reason: string): Telling
  corrected(configuration: Configuration, at: Date): Telling
  /** `remade`: what was made is made again. */
  labMoved(configuration: Configuration, at: Date, what?: 'remade'): Telling
}
